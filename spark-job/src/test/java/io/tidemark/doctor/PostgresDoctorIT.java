package io.tidemark.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.config.PostgresConfig;
import io.tidemark.config.TablePattern;
import io.tidemark.config.TablesConfig;
import io.tidemark.doctor.Finding.Level;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.PGProperty;
import org.postgresql.replication.PGReplicationStream;

/** Each test has a database of its own on one real server. */
class PostgresDoctorIT {
  private static EmbeddedPostgres server;

  @BeforeAll
  static void start() throws IOException {
    server = EmbeddedPostgres.builder().setServerConfig("wal_level", "logical").start();
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
  }

  @Test
  void aDatabaseThatIsWellHasNothingButGoodFindings() throws SQLException {
    run(
        "well",
        "create table orders (id int primary key, total numeric(12,2))",
        "create table \"Odd. \"\"Name\"\" too\" (\"Id\" int primary key, id_ int)",
        "create publication tidemark for all tables");
    String url = url("well");
    try (Connection reader = replication(url);
        PGReplicationStream stream = readSlot(reader, "well_slot")) {
      List<Finding> findings = findings("well", config("well", "well_slot"));

      assertThat(stream.isClosed()).isFalse();
      assertThat(findings).extracting(Finding::level).containsOnly(Level.OK);
      assertThat(whats(findings))
          .contains(
              "wal_level is logical",
              "The replication slot \"well_slot\" is being read",
              "The publication sends every change of all tables",
              "2 tables can be mirrored exactly")
          .anyMatch(what -> what.matches("PostgreSQL 18\\.\\d+.* answers"))
          .anyMatch(what -> what.matches("The connector is .* of WAL behind; .*"));
    }
  }

  @Test
  void aDatabaseWithoutSlotAndPublicationIsToldSo() throws SQLException {
    run("bare", "create table orders (id int primary key)");

    List<Finding> findings = findings("bare", config("bare", "nobodys_slot"));

    assertThat(find(findings, "postgres.slot"))
        .isEqualTo("FAIL There is no replication slot \"nobodys_slot\"");
    assertThat(find(findings, "postgres.publication"))
        .isEqualTo("FAIL There is no publication \"tidemark\"");
    assertThat(findings)
        .filteredOn(finding -> finding.level() == Level.FAIL)
        .allMatch(finding -> !finding.why().isEmpty() && !finding.mend().isEmpty());
  }

  @Test
  void aSlotThatNobodyReadsIsToldSo() throws SQLException {
    run("idle", "select pg_create_logical_replication_slot('idle_slot', 'pgoutput')");

    List<Finding> findings = findings("idle", config("idle", "idle_slot"));

    assertThat(find(findings, "postgres.slot"))
        .isEqualTo("FAIL Nobody reads the replication slot \"idle_slot\"");
  }

  @Test
  void aPublicationThatLeavesThingsOutIsToldSo() throws SQLException {
    run(
        "partial",
        "create table a (id int primary key, secret text)",
        "create table b (id int primary key)",
        "create publication tidemark for table a (id) where (id > 5)"
            + " with (publish = 'insert, update', publish_via_partition_root = true)");

    List<Finding> findings = findings("partial", config("partial", "x"));

    assertThat(findings)
        .filteredOn(finding -> finding.check().equals("postgres.publication"))
        .extracting(Finding::what)
        .containsExactly(
            "The publication leaves out: delete, truncate",
            "The publication sends only some rows or columns of a",
            "The publication sends changes of partitions as their root's",
            "The publication is not FOR ALL TABLES");
  }

  @Test
  void tablesThatCannotBeMirroredExactlyAreNamedWithTheReason() throws SQLException {
    run(
        "troubled",
        "create table good (id int primary key, b int not null)",
        "create table keyless (a int)",
        "create table keyless_full (a int)",
        "alter table keyless_full replica identity full",
        "create table nothing (id int primary key)",
        "alter table nothing replica identity nothing",
        "create table by_index (id int primary key, u int not null unique)",
        "alter table by_index replica identity using index by_index_u_key",
        "create table late (id int primary key deferrable)",
        "create unlogged table fleeting (id int primary key)",
        "create table parted (id int primary key) partition by range (id)",
        "create table parted_1 partition of parted for values from (0) to (10)",
        "create table guarded (id int primary key)",
        "alter table guarded enable row level security",
        "create table alike (id int primary key, name text, gone int, \"Gone\" int, \"Name\" text)",
        "alter table alike drop gone",
        "create schema \"\"\"s\"\"\"",
        "create table \"\"\"s\"\"\".t (id int primary key)",
        "create publication tidemark for all tables");

    List<Finding> findings = findings("troubled", config("troubled", "x"));

    assertThat(tables(findings))
        .containsExactly(
            "WARN 1 table is under row level security: public.guarded",
            "WARN 2 tables are without a primary key: public.keyless (REPLICA IDENTITY DEFAULT),"
                + " public.keyless_full (REPLICA IDENTITY FULL)",
            "FAIL 3 tables are published without an effective replica identity: public.keyless,"
                + " public.late, public.nothing",
            "FAIL 1 table is with a replica identity that lacks primary key columns:"
                + " public.by_index",
            "WARN 1 table is unlogged: public.fleeting",
            "WARN 1 table is partitioned: public.parted",
            "FAIL 1 table is with columns whose names differ by case only: public.alike (name,"
                + " Name)",
            "FAIL 1 table is of a name (or in a schema of one) that begins or ends with a double"
                + " quote: \"s\".t");
  }

  @Test
  void postgresReallyRefusesWhatTheDoctorSaysItRefuses() throws SQLException {
    run(
        "refusing",
        "create table keyless (a int)",
        "create table nothing (a int primary key)",
        "alter table nothing replica identity nothing",
        "create table late (a int primary key deferrable)",
        "create table good (a int primary key)",
        "create publication tidemark for all tables");

    List<String> refused =
        findings("refusing", config("refusing", "x")).stream()
            .filter(finding -> finding.what().contains("without an effective replica identity"))
            .flatMap(finding -> finding.subjects().stream())
            .toList();

    assertThat(refused).containsExactly("public.keyless", "public.late", "public.nothing");
    for (String table : refused) {
      assertThat(refusal("refusing", table)).contains("does not have a replica identity");
    }
    assertThat(refusal("refusing", "public.good")).isEmpty();
  }

  @Test
  void columnsThatDoNotArriveAreNamed() throws SQLException {
    run(
        "columns",
        "create type pair as (a int, b int)",
        "create domain grid as int[]",
        "create table t (id int primary key, p pair, ps pair[], x xid8, l pg_lsn, q tsquery, m"
            + " int4multirange, n name, g int[][], d grid, fine text[], r money[], r2 interval[],"
            + " r3 name[], r4 xml[], r5 varbit[], r6 point[], b bit(3)[], v8 smallint[], w"
            + " smallint[] not null, z varbit not null, y path not null, few bit(9) not null, many"
            + " bit(500), s int generated always as (id * 2) stored, v int generated always as (id"
            + " * 2) virtual)",
        "create publication tidemark for all tables");

    List<String> columns =
        findings("columns", config("columns", "x")).stream()
            .filter(finding -> finding.check().equals("postgres.columns"))
            .map(Finding::what)
            .toList();

    assertThat(columns)
        .containsExactly(
            "2 columns are generated and not sent: public.t.s (integer), public.t.v (integer)",
            "6 columns are of a type that Debezium leaves out: public.t.p (pair),"
                + " public.t.ps (pair[]), public.t.x (xid8), public.t.l (pg_lsn),"
                + " public.t.q (tsquery), public.t.m (int4multirange)",
            "6 columns are of an array type that Debezium leaves out: public.t.r (money[]),"
                + " public.t.r2 (interval[]), public.t.r3 (name[]), public.t.r4 (xml[]),"
                + " public.t.r5 (bit varying[]), public.t.r6 (point[])",
            "1 column is of a type whose values Debezium does not send: public.t.b (bit(3)[])",
            "1 column is declared as arrays of several dimensions: public.t.g (integer[])",
            "2 columns are NOT NULL and of a type whose unchanged large values Debezium cannot"
                + " leave out: public.t.w (smallint[]), public.t.z (bit varying)",
            "5 columns are of a type whose unchanged large values arrive as NULL: public.t.ps"
                + " (pair[]), public.t.b (bit(3)[]), public.t.v8 (smallint[]), public.t.y (path),"
                + " public.t.many (bit(500))");
  }

  @Test
  void whatTheConnectorCarriesOrLeavesOutIsTakenIntoAccount() throws SQLException {
    run(
        "carried",
        "create table t (id int primary key, l pg_lsn,"
            + " s int generated always as (id * 2) stored)",
        "create schema house",
        "create table house.keyless (a int)",
        "create table by_index (id int primary key, u int not null unique)",
        "alter table by_index replica identity using index by_index_u_key",
        "create publication tidemark for all tables with (publish_generated_columns = stored)");
    Map<String, String> connector =
        Map.of(
            "include.unknown.datatypes", "true",
            "schema.exclude.list", "other,house",
            "message.key.columns", "public.by_index:u");

    List<Finding> findings = TableChecks.of(facts(config("carried", "x")), everything(), connector);

    assertThat(findings).extracting(Finding::level).containsExactly(Level.OK);
  }

  @Test
  void tablesThatThePipelineExcludesAreNotExamined() throws SQLException {
    run(
        "excluded",
        "create table keyless (a int)",
        "create table outside (id int primary key)",
        "create publication tidemark for table keyless");
    TablesConfig but =
        new TablesConfig(
            List.of(TablePattern.ALL), List.of(new TablePattern("public.keyless")), "x");

    List<Finding> findings = TableChecks.of(facts(config("excluded", "x")), but, Map.of());

    assertThat(tables(findings))
        .containsExactly("WARN 1 table is not in the publication: public.outside");
  }

  @Test
  void aTableThatTheUserMayNotReadIsNamed() throws SQLException {
    run(
        "unreadable",
        "create table t (id int primary key)",
        "create role reader login",
        "create publication tidemark for all tables");
    PostgresConfig reader =
        new PostgresConfig(url("unreadable"), "reader", Optional.empty(), "x", "tidemark");

    assertThat(tables(TableChecks.of(facts(reader), everything(), Map.of())))
        .containsExactly("WARN 1 table is not readable for the user of source.postgres: public.t");
  }

  @Test
  void aServerThatRefusesOrIsGoneIsToldWithTheReason() throws Exception {
    assertThat(failure(url("postgres"), "nobody"))
        .startsWith("FAIL PostgreSQL at \"" + url("postgres") + "\" refuses user \"nobody\": ");
    assertThat(failure(url("nowhere"), "postgres"))
        .contains("has no such database: FATAL: database \"nowhere\" does not exist");
    int closed;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      closed = socket.getLocalPort();
    }
    assertThat(failure("jdbc:postgresql://127.0.0.1:" + closed + "/x", "postgres"))
        .contains("does not answer: Connection to 127.0.0.1:" + closed + " refused");
  }

  private static String failure(String url, String user) {
    PostgresConfig config = new PostgresConfig(url, user, Optional.empty(), "x", "x");
    try {
      PostgresProbe.ask(config);
      return "";
    } catch (SQLException e) {
      Finding finding = PostgresFailure.finding(e, config);
      return finding.level() + " " + finding.what();
    }
  }

  /** What PostgreSQL says to a delete; empty if it does it. */
  private static String refusal(String database, String table) {
    try {
      run(database, "delete from " + table);
      return "";
    } catch (SQLException e) {
      return e.getMessage();
    }
  }

  private static List<Finding> findings(String database, PostgresConfig config)
      throws SQLException {
    assertThat(config.jdbcUrl()).isEqualTo(url(database));
    PostgresFacts facts = facts(config);
    List<Finding> findings = ServerChecks.of(facts, config);
    findings.addAll(TableChecks.of(facts, everything(), Map.of()));
    return findings;
  }

  private static PostgresFacts facts(PostgresConfig config) throws SQLException {
    return PostgresProbe.ask(config);
  }

  private static TablesConfig everything() {
    return new TablesConfig(List.of(TablePattern.ALL), List.of(), "modified_by");
  }

  private static PostgresConfig config(String database, String slot) {
    return new PostgresConfig(url(database), "postgres", Optional.empty(), slot, "tidemark");
  }

  private static String find(List<Finding> findings, String check) {
    return findings.stream()
        .filter(finding -> finding.check().equals(check))
        .map(finding -> finding.level() + " " + finding.what())
        .findFirst()
        .orElse("");
  }

  private static List<String> tables(List<Finding> findings) {
    return findings.stream()
        .filter(finding -> finding.check().equals("postgres.tables"))
        .map(finding -> finding.level() + " " + finding.what())
        .toList();
  }

  private static List<String> whats(List<Finding> findings) {
    return findings.stream().map(Finding::what).toList();
  }

  private static String url(String database) {
    return "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/" + database;
  }

  /** Run statements in a database, which is made if it is not there. */
  private static void run(String database, String... statements) throws SQLException {
    try (Connection any = server.getPostgresDatabase().getConnection();
        Statement statement = any.createStatement()) {
      if (!statement
          .executeQuery("select from pg_database where datname = '" + database + "'")
          .next()) {
        statement.execute("create database " + database);
      }
    }
    try (Connection connection = DriverManager.getConnection(url(database), "postgres", "");
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private static Connection replication(String url) throws SQLException {
    Properties properties = new Properties();
    PGProperty.USER.set(properties, "postgres");
    PGProperty.REPLICATION.set(properties, "database");
    PGProperty.ASSUME_MIN_SERVER_VERSION.set(properties, "14");
    PGProperty.PREFER_QUERY_MODE.set(properties, "simple");
    return DriverManager.getConnection(url, properties);
  }

  private static PGReplicationStream readSlot(Connection connection, String slot)
      throws SQLException {
    var replication = connection.unwrap(PGConnection.class).getReplicationAPI();
    replication
        .createReplicationSlot()
        .logical()
        .withSlotName(slot)
        .withOutputPlugin("pgoutput")
        .make();
    return replication
        .replicationStream()
        .logical()
        .withSlotName(slot)
        .withSlotOption("proto_version", 1)
        .withSlotOption("publication_names", "tidemark")
        .start();
  }
}
