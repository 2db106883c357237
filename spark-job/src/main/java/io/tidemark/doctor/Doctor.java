package io.tidemark.doctor;

import io.tidemark.config.PipelineConfig;
import io.tidemark.config.PostgresConfig;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/** Asks all systems, one after the other; one that does not answer keeps none from being asked. */
final class Doctor {
  private static final String NOT_READ = "What hangs on it could not be examined either";

  private final PipelineConfig config;

  Doctor(PipelineConfig config) {
    this.config = config;
  }

  List<Finding> examine() {
    List<Finding> connector = new ArrayList<>();
    Optional<ConnectFacts> connect = connect(connector);
    Map<String, String> settings = connect.map(ConnectFacts::settings).orElse(Map.of());
    List<Finding> findings = new ArrayList<>(postgres(settings));
    findings.addAll(connector);
    findings.addAll(kafka());
    findings.addAll(lake());
    return findings;
  }

  private List<Finding> postgres(Map<String, String> connector) {
    if (config.source().postgres().isEmpty()) {
      return List.of(notConfigured("postgres.server", "source.postgres"));
    }
    PostgresConfig postgres = config.source().postgres().get();
    try {
      PostgresFacts facts = PostgresProbe.ask(postgres);
      List<Finding> findings = new ArrayList<>(ServerChecks.of(facts, postgres));
      findings.addAll(TableChecks.of(facts, config.tables(), connector));
      return findings;
    } catch (SQLException e) {
      return List.of(PostgresFailure.finding(e, postgres));
    }
  }

  private Optional<ConnectFacts> connect(List<Finding> findings) {
    if (config.source().connect().isEmpty()) {
      findings.add(notConfigured("connector.state", "source.connect"));
      return Optional.empty();
    }
    var connect = config.source().connect().get();
    try {
      ConnectFacts facts = ConnectProbe.ask(connect);
      findings.addAll(ConnectChecks.of(facts, connect, config.source()));
      return Optional.of(facts);
    } catch (IOException e) {
      findings.add(
          Finding.fail(
              "connector.state",
              "Kafka Connect does not answer at \"" + connect.url() + "\": " + reason(e),
              "The connector runs there. " + NOT_READ,
              "Start the worker, or correct source.connect.url"));
      return Optional.empty();
    }
  }

  private List<Finding> kafka() {
    var kafka = config.source().kafka();
    try {
      return KafkaChecks.of(KafkaProbe.ask(kafka), kafka);
    } catch (TimeoutException | ExecutionException | RuntimeException e) {
      Throwable cause = e instanceof ExecutionException ? e.getCause() : e;
      return List.of(
          Finding.fail(
              "kafka.brokers",
              "Kafka does not answer at \""
                  + kafka.bootstrapServers()
                  + "\": "
                  + kafka.scrub(reason(cause)),
              "The changes are read there. " + NOT_READ,
              "Start the brokers, or correct source.kafka.bootstrap-servers and its options"));
    }
  }

  private List<Finding> lake() {
    try {
      return LakeChecks.of(LakeProbe.ask(config.lake()));
    } catch (IOException | RuntimeException e) {
      return List.of(
          Finding.fail(
              "lake.write",
              "The lake at \"" + config.lake().path() + "\" cannot be examined: " + reason(e),
              "The tables lie there",
              "Correct lake.path, and give the job what its file system needs"));
    }
  }

  private static Finding notConfigured(String check, String key) {
    return Finding.unknown(
        check,
        key + " is not configured",
        "What hangs on it could not be examined",
        "Give it in the configuration");
  }

  private static String reason(Throwable e) {
    String message = e.getMessage();
    return message == null || message.isBlank() ? e.getClass().getSimpleName() : message;
  }
}
