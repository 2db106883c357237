package io.tidemark.doctor;

import io.tidemark.config.PostgresConfig;
import io.tidemark.doctor.PostgresFacts.Publication;
import io.tidemark.doctor.PostgresFacts.Slot;
import java.util.ArrayList;
import java.util.List;

/** What a PostgreSQL server, its slot and its publication have to be like. */
final class ServerChecks {
  private static final long LARGE_LAG = 1L << 30;
  private static final long BYTES_PER_MB = 1L << 20;

  private final PostgresFacts facts;
  private final PostgresConfig config;

  private ServerChecks(PostgresFacts facts, PostgresConfig config) {
    this.facts = facts;
    this.config = config;
  }

  static List<Finding> of(PostgresFacts facts, PostgresConfig config) {
    ServerChecks checks = new ServerChecks(facts, config);
    List<Finding> findings = new ArrayList<>();
    findings.add(checks.version());
    findings.add(checks.walLevel());
    findings.addAll(checks.slot());
    findings.addAll(checks.publication());
    return findings;
  }

  private Finding version() {
    int major = Integer.parseInt(facts.version().split("[^0-9]", 2)[0]);
    String what = "PostgreSQL " + facts.version() + " answers";
    return major >= 14
        ? Finding.ok("postgres.server", what)
        : Finding.warn(
            "postgres.server",
            what,
            "Debezium 3 is tested with PostgreSQL 14 and later",
            "Upgrade the server");
  }

  private Finding walLevel() {
    String level = facts.settings().getOrDefault("wal_level", "");
    return level.equals("logical")
        ? Finding.ok("postgres.wal-level", "wal_level is logical")
        : Finding.fail(
            "postgres.wal-level",
            "wal_level is \"" + level + "\"",
            "Only with \"logical\" does the WAL say which rows changed",
            "ALTER SYSTEM SET wal_level = logical; then restart the server");
  }

  private List<Finding> slot() {
    String check = "postgres.slot";
    if (facts.slot().isEmpty()) {
      return List.of(
          Finding.fail(
              check,
              "There is no replication slot \"" + config.slot() + "\"",
              "Without it PostgreSQL does not keep the changes that nobody has read yet",
              "Start the connector, which makes it, or correct source.postgres.slot. If it was"
                  + " there before, the tables have to be read anew"));
    }
    Slot slot = facts.slot().get();
    List<Finding> findings = new ArrayList<>();
    if ("lost".equals(slot.walStatus()) || slot.reason() != null) {
      String reason = slot.reason() == null ? "" : " (" + slot.reason() + ")";
      findings.add(
          Finding.fail(
              check,
              "The replication slot \"" + config.slot() + "\" is lost" + reason,
              "PostgreSQL has removed WAL that was not read: changes are missing from here on",
              "Drop the slot, raise max_slot_wal_keep_size, and have the connector read all tables"
                  + " anew"));
    } else if ("unreserved".equals(slot.walStatus())) {
      findings.add(
          Finding.fail(
              check,
              "The replication slot \"" + config.slot() + "\" is about to be lost",
              "It holds more WAL than max_slot_wal_keep_size; the next checkpoint may remove it",
              "Let the connector catch up now, or raise max_slot_wal_keep_size"));
    } else if (!slot.active()) {
      findings.add(
          Finding.fail(
              check,
              "Nobody reads the replication slot \"" + config.slot() + "\"",
              "No change arrives, and PostgreSQL keeps all WAL since: "
                  + Words.bytes(slot.retainedBytes()),
              "Start the connector; see its own findings below"));
    } else {
      findings.add(
          Finding.ok(check, "The replication slot \"" + config.slot() + "\" is being read"));
    }
    findings.add(lag(slot));
    findings.addAll(retention(slot));
    return findings;
  }

  private Finding lag(Slot slot) {
    String what =
        "The connector is "
            + Words.bytes(slot.lagBytes())
            + " of WAL behind; PostgreSQL keeps "
            + Words.bytes(slot.retainedBytes())
            + " for it";
    return slot.lagBytes() < LARGE_LAG
        ? Finding.ok("postgres.slot-lag", what)
        : Finding.warn(
            "postgres.slot-lag",
            what,
            "The lake shows the past, and the server's disk fills",
            "Look for a long transaction, a stopped connector, or an idle database without"
                + " heartbeat.action.query");
  }

  private List<Finding> retention(Slot slot) {
    List<Finding> findings = new ArrayList<>();
    if (!"pgoutput".equals(slot.plugin())) {
      findings.add(
          Finding.warn(
              "postgres.slot-plugin",
              "The slot decodes with \"" + slot.plugin() + "\"",
              "Tidemark is tested with pgoutput, which every server has",
              "Make the connector anew with plugin.name=pgoutput"));
    }
    long keepMb = number("max_slot_wal_keep_size", -1);
    if (keepMb >= 0 && slot.retainedBytes() > keepMb * BYTES_PER_MB / 2) {
      findings.add(
          Finding.warn(
              "postgres.slot-retention",
              "The slot holds more than half of max_slot_wal_keep_size, "
                  + Words.bytes(keepMb * BYTES_PER_MB),
              "Beyond it PostgreSQL gives the slot up, and changes are lost",
              "Let the connector catch up, or raise max_slot_wal_keep_size"));
    }
    if (number("idle_replication_slot_timeout", 0) > 0) {
      findings.add(
          Finding.warn(
              "postgres.slot-timeout",
              "idle_replication_slot_timeout is set",
              "A connector that stands still for so long loses its slot, and changes with it",
              "ALTER SYSTEM SET idle_replication_slot_timeout = 0; SELECT pg_reload_conf()"));
    }
    return findings;
  }

  private List<Finding> publication() {
    String check = "postgres.publication";
    String name = Words.identifier(config.publication());
    if (facts.publication().isEmpty()) {
      return List.of(
          Finding.fail(
              check,
              "There is no publication \"" + config.publication() + "\"",
              "It names the tables whose changes are sent",
              "CREATE PUBLICATION " + name + " FOR ALL TABLES"));
    }
    Publication publication = facts.publication().get();
    List<Finding> findings = new ArrayList<>();
    if (!publication.missing().isEmpty()) {
      findings.add(
          Finding.fail(
              check,
              "The publication leaves out: " + Words.list(publication.missing()),
              "What is not sent is never mirrored: the lake would differ without knowing",
              "ALTER PUBLICATION " + name + " SET (publish = 'insert, update, delete, truncate')"));
    }
    if (!publication.partial().isEmpty()) {
      findings.add(
          Finding.warn(
                  check,
                  "The publication sends only some rows or columns of "
                      + Words.list(publication.partial()),
                  "Their mirrors are not equal to the tables",
                  "Publish whole tables, and leave out by the lake's own configuration")
              .about(publication.partial()));
    }
    if (publication.viaRoot()) {
      findings.add(
          Finding.warn(
              check,
              "The publication sends changes of partitions as their root's",
              "TRUNCATE, DROP and DETACH of a single partition are then told to nobody",
              "ALTER PUBLICATION " + name + " SET (publish_via_partition_root = false)"));
    }
    if (!publication.allTables()) {
      findings.add(
          Finding.warn(
              check,
              "The publication is not FOR ALL TABLES",
              "A table that is created later is not mirrored",
              "Make it anew with CREATE PUBLICATION " + name + " FOR ALL TABLES"));
    }
    return findings.isEmpty()
        ? List.of(Finding.ok(check, "The publication sends every change of all tables"))
        : findings;
  }

  private long number(String setting, long absent) {
    String value = facts.settings().get(setting);
    return value == null ? absent : Long.parseLong(value);
  }
}
