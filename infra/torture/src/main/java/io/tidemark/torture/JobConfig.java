package io.tidemark.torture;

import io.tidemark.torture.plan.Plan;
import io.tidemark.torture.plan.PlannedTable;

/** The job's configuration for a plan. */
final class JobConfig {
  private JobConfig() {}

  /** As YAML; addresses come from the home's environment. */
  static String of(Plan plan) {
    return """
    pipeline: torture
    source:
      kafka:
        bootstrap-servers: ${TIDEMARK_KAFKA_BOOTSTRAP_SERVERS}
        topic-prefix: ${TIDEMARK_TOPIC_PREFIX}
      postgres:
        jdbc-url: ${TIDEMARK_POSTGRES_JDBC_URL}
        user: ${TIDEMARK_POSTGRES_USER}
        password: ${TIDEMARK_POSTGRES_PASSWORD}
        slot: ${TIDEMARK_SLOT}
        publication: tidemark
      connect:
        url: ${TIDEMARK_CONNECT_URL}
        connector: ${TIDEMARK_CONNECTOR}
      unavailable-value: ${TIDEMARK_UNAVAILABLE_VALUE}
    lake:
      path: ${TIDEMARK_LAKE}
    tables:
      include: ["*.*"]
      # The oracle's own table is captured like any other, and left out here.
      exclude: ["tidemark.*", "oracle.*"]
    aggregates:
      %s:
        sql: >-
          select bucket, count(*) as n, count(amount) as amounts, sum(amount) as total,
                 avg(amount) as mean
          from %s.%s group by bucket
    trigger:
      interval: 200ms
      max-records: %d
    """
        .formatted(Plan.AGGREGATE, PlannedTable.SCHEMA, plan.aggregated(), plan.maxRecords());
  }
}
