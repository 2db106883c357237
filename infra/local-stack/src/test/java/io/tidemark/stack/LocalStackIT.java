package io.tidemark.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.stack.LiveStack.Event;
import io.tidemark.stack.home.FileTree;
import io.tidemark.stack.home.Home;
import io.tidemark.stack.home.Settings;
import io.tidemark.stack.process.ProcessIdentity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** The stack as a user runs it, in an order that starts it as seldom as possible. */
@TestMethodOrder(OrderAnnotation.class)
final class LocalStackIT {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final Path HOME = Path.of("target/stack-it").toAbsolutePath();
  private static final Launcher STACK = new Launcher(HOME, Map.of());
  private static final Launcher OTHER =
      new Launcher(
          Path.of("target/stack-it-other").toAbsolutePath(),
          Map.of("TIDEMARK_POSTGRES_AS", "nobody"));

  @BeforeAll
  static void begin() throws IOException {
    end();
    // What a start that was killed at its worst moment leaves behind.
    Files.createDirectories(HOME.resolve("run"));
    for (String rest : List.of("postgres/data.new/base", "kafka/data.new/__cluster_metadata-0")) {
      Files.createDirectories(HOME.resolve(rest));
    }
    Files.createDirectories(HOME.resolve("postgres/programs-18.6.0.new/bin"));
    Settings.fresh().save(new Home(HOME));
    // Two at once: the second has to wait and to find everything running.
    CompletableFuture<Launcher.Said> second = CompletableFuture.supplyAsync(() -> STACK.run("up"));
    String both = STACK.run("up").well().err() + second.join().well().err();
    assertThat(both.split("started as process", -1)).hasSize(4);
  }

  @AfterAll
  static void end() throws IOException {
    for (Launcher launcher : List.of(STACK, OTHER)) {
      launcher.run("down");
      FileTree.delete(launcher.home());
    }
  }

  @Test
  @Order(1)
  void everythingAnswersAndItsAddressesAreTold() {
    JsonNode status = STACK.status();
    assertThat(status.path("state").asText()).isEqualTo("running");
    assertThat(status.at("/connector/state").asText()).isEqualTo("RUNNING");
    assertThat(status.at("/connector/task_state").asText()).isEqualTo("RUNNING");
    int port = status.at("/postgres/port").asInt();
    assertThat(status.at("/postgres/jdbc_url").asText())
        .isEqualTo("jdbc:postgresql://127.0.0.1:" + port + "/tidemark");
    assertThat(status.path("lake").asText()).isEqualTo(HOME.resolve("lake").toString());
    for (String service : List.of("postgres", "kafka", "connect")) {
      assertThat(ProcessIdentity.of(pid(status, service))).isPresent();
      assertThat(Path.of(status.at("/" + service + "/log").asText())).isNotEmptyFile();
    }
    assertThat(status.toString()).doesNotContain(LiveStack.of(STACK).settings().postgresPassword());
  }

  @Test
  @Order(2)
  void aTableMadeByHandIsCapturedWithItsExactTypes() {
    LiveStack live = LiveStack.of(STACK);
    live.sql(
        "CREATE TABLE made (id int PRIMARY KEY, amount numeric(12,2), since timestamptz DEFAULT"
            + " now(), span interval, twice int GENERATED ALWAYS AS (id * 2) STORED)",
        "INSERT INTO made VALUES (1, 12.30, NULL, '1 mon 2 days'), (2, 'NaN', 'infinity', NULL)",
        "UPDATE made SET amount = 95.50 WHERE id = 1",
        "DELETE FROM made WHERE id = 2",
        "TRUNCATE made");
    await().atMost(SOON).until(() -> live.events("public.made").size() == 5);
    Event first = only(live, "c", 1);
    assertThat(first.after("amount").asText()).isEqualTo("12.30");
    assertThat(first.after("since").isNull()).isTrue();
    assertThat(first.after("span").asText()).isEqualTo("P0Y1M2DT0H0M0S");
    assertThat(first.after("twice").asInt()).isEqualTo(2);
    assertThat(only(live, "c", 2).after("amount").asText()).isEqualTo("NAN");
    assertThat(only(live, "c", 2).after("since").asText()).isEqualTo("infinity");
    assertThat(live.events("public.made")).extracting(Event::op).contains("u", "d", "t");
    assertThat(live.topics().get("tidemark.public.made")).hasSize(4);
    assertThat(live.topics().get("tidemark.transaction")).hasSize(1);
    assertThat(live.records("tidemark.public.made").get(0).value())
        .contains("\"__debezium.source.column.type\":");
  }

  /** A BEGIN that Connect stores as the connector's position loses rows at a restart. */
  @Test
  @Order(3)
  void transactionsAreToldByTheirEndsWithTheirCountsAndNotByTheirBegins() {
    LiveStack live = LiveStack.of(STACK);
    String txid =
        live.sql(
            "CREATE TABLE counted (id int PRIMARY KEY)",
            "BEGIN",
            "INSERT INTO counted SELECT generate_series(1, 7)",
            "DELETE FROM counted WHERE id = 7",
            "SELECT pg_current_xact_id()",
            "COMMIT");
    Predicate<JsonNode> ours = boundary -> boundary.path("id").asText().startsWith(txid + ":");
    await().atMost(SOON).until(() -> live.boundaries().stream().anyMatch(ours));
    assertThat(live.boundaries())
        .allSatisfy(boundary -> assertThat(boundary.path("status").asText()).isEqualTo("END"))
        .filteredOn(ours)
        .extracting(boundary -> boundary.path("event_count").asInt())
        .containsExactly(8);
  }

  @Test
  @Order(4)
  void housekeepingIsNotCaptured() {
    LiveStack live = LiveStack.of(STACK);
    live.sql(
        "CREATE SCHEMA flyway",
        "CREATE TABLE flyway.done (id int PRIMARY KEY)",
        "INSERT INTO flyway.done VALUES (1)",
        "CREATE TABLE last_one (id int PRIMARY KEY)",
        "INSERT INTO last_one VALUES (1)");
    await().atMost(SOON).until(() -> live.topics().containsKey("tidemark.public.last_one"));
    assertThat(live.topics()).doesNotContainKey("tidemark.flyway.done");
  }

  @Test
  @Order(5)
  void anUntouchedLargeValueArrivesAsTheHomesOwnPlaceholder() {
    LiveStack live = LiveStack.of(STACK);
    live.sql(
        "CREATE TABLE large (id int PRIMARY KEY, body text, n int)",
        "ALTER TABLE large ALTER body SET STORAGE EXTERNAL",
        // 16 MB in one value, and the message with it.
        "INSERT INTO large VALUES (1, repeat('0123456789abcdef', 1024 * 1024), 1)",
        "UPDATE large SET n = 2");
    await().atMost(SOON).until(() -> live.events("public.large").size() == 2);
    List<Event> events = live.events("public.large");
    assertThat(events.get(0).after("body").asText()).hasSize(16 * 1024 * 1024);
    assertThat(events.get(1).after("body").asText()).isEqualTo(live.settings().unavailableValue());
  }

  @Test
  @Order(6)
  void theSlotMovesThoughNobodyWrites() {
    LiveStack live = LiveStack.of(STACK);
    String confirmed = "SELECT confirmed_flush_lsn FROM pg_replication_slots WHERE active";
    String before = live.sql(confirmed);
    await().atMost(SOON).until(() -> !live.sql(confirmed).equals(before));
    assertThat(live.topics()).doesNotContainKey("tidemark.message");
  }

  @Test
  @Order(7)
  void theConnectorsRoleCanWriteNothingButSignals() {
    LiveStack live = LiveStack.of(STACK);
    assertThat(live.sql("SELECT rolsuper FROM pg_roles WHERE rolname = 'debezium'")).isEqualTo("f");
    assertThat(live.sqlAsDebezium("SELECT count(*) FROM last_one")).isEqualTo("1");
    assertThatThrownBy(() -> live.sqlAsDebezium("INSERT INTO last_one VALUES (2)"))
        .hasMessageContaining("permission denied for table last_one");
    live.sqlAsDebezium(
        "INSERT INTO tidemark.debezium_signal VALUES ('1', 'execute-snapshot',"
            + " '{\"type\":\"incremental\",\"data-collections\":[\"public.last_one\"]}')");
    await()
        .atMost(SOON)
        .until(() -> live.events("public.last_one").stream().anyMatch(e -> e.op().equals("r")));
  }

  @Test
  @Order(8)
  void upAgainStartsNothing() {
    JsonNode before = STACK.status();
    STACK.run("up").well();
    assertStill(before);
  }

  @Test
  @Order(9)
  void anOccupiedPortThatWasAskedForIsAnErrorThatNamesIt() throws IOException {
    try (ServerSocket occupant = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(occupant.getLocalPort());
      Launcher.Said said = OTHER.run("up", "--postgres-port", port);
      assertThat(said.code()).isEqualTo(1);
      assertThat(said.err())
          .contains("--postgres-port " + port + " can't be used")
          .contains("another program listens on port " + port);
    }
    assertThat(OTHER.status().path("state").asText()).isEqualTo("absent");
  }

  @Test
  @Order(10)
  void aSecondHomeRunsBesideTheFirstAsAnotherUserThoughAPortIsSnatchedFromIt() throws Exception {
    CompletableFuture<Launcher.Said> up = CompletableFuture.supplyAsync(() -> OTHER.run("up"));
    await().atMost(SOON).until(() -> Files.exists(OTHER.home().resolve("settings.json")));
    int port = Settings.load(new Home(OTHER.home())).ports().kafka();
    try (ServerSocket occupant = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      assertThat(occupant.isBound()).isTrue();
      assertThat(up.get().well().err()).contains("another program took a port meanwhile");
    }
    JsonNode one = STACK.status();
    JsonNode two = OTHER.status();
    assertThat(two.at("/postgres/port")).isNotEqualTo(one.at("/postgres/port"));
    LiveStack live = LiveStack.of(OTHER);
    live.sql("CREATE TABLE there (id int PRIMARY KEY)", "INSERT INTO there VALUES (1)");
    await().atMost(SOON).until(() -> live.topics().containsKey("tidemark.public.there"));
    assertThat(LiveStack.of(STACK).topics()).doesNotContainKey("tidemark.public.there");
    OTHER.run("down", "--wipe").well();
    assertThat(OTHER.home().toFile().list()).containsExactly("lock");
    assertThat(ProcessIdentity.of(pid(two, "postgres"))).isEmpty();
    assertStill(one);
  }

  @Test
  @Order(11)
  void dataOutlivesDownAndUpThoughAPortIsTakenMeanwhile() throws IOException {
    LiveStack before = LiveStack.of(STACK);
    before.sql("CREATE TABLE kept (id int PRIMARY KEY)", insert(0, 100));
    JsonNode was = STACK.status();
    STACK.run("down").well();
    for (String service : List.of("postgres", "kafka", "connect")) {
      assertThat(ProcessIdentity.of(pid(was, service))).isEmpty();
    }
    assertThat(STACK.run("status").code()).isEqualTo(1);
    int port = before.settings().ports().kafka();
    try (ServerSocket occupant = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      assertThat(occupant.isBound()).isTrue();
      STACK.run("up").well();
    }
    LiveStack after = LiveStack.of(STACK);
    assertThat(after.settings().ports().kafka()).isNotEqualTo(port);
    assertThat(after.settings().ports().postgres()).isEqualTo(before.settings().ports().postgres());
    assertThat(after.sql("SELECT count(*) FROM kept")).isEqualTo("100");
    after.sql(insert(100, 200));
    await().atMost(SOON).untilAsserted(() -> assertAllThere(after, 200));
  }

  @Test
  @Order(12)
  void nothingIsLostWhenAllThreeAreKilled() throws Exception {
    LiveStack live = LiveStack.of(STACK);
    JsonNode status = STACK.status();
    live.sql(insert(200, 1200));
    kill(pid(status, "connect"), pid(status, "kafka"), pid(status, "postgres"));
    await().until(() -> STACK.status().path("state").asText().equals("stopped"));
    // The killed server's id may belong to anyone by now: here to this test itself.
    Path lock = HOME.resolve("postgres/data/postmaster.pid");
    Files.writeString(
        lock,
        Files.readString(lock)
            .replaceFirst("^[0-9]+", Long.toString(ProcessHandle.current().pid())));
    STACK.run("up").well();
    LiveStack after = LiveStack.of(STACK);
    after.sql(insert(1200, 1300));
    await().atMost(SOON).untilAsserted(() -> assertAllThere(after, 1300));
  }

  @Test
  @Order(13)
  void downLeavesNoProcessBehind() {
    STACK.run("down").well();
    assertThat(ProcessHandle.allProcesses())
        .noneMatch(
            process ->
                process.info().commandLine().filter(c -> c.contains(HOME + "/")).isPresent());
  }

  /** The same processes run on the same ports. On a busy machine one may miss a glance. */
  private static void assertStill(JsonNode before) {
    await().atMost(SOON).untilAsserted(() -> assertThat(STACK.status()).isEqualTo(before));
  }

  private static void kill(long... pids) throws Exception {
    for (long pid : pids) {
      new ProcessBuilder("kill", "-s", "KILL", Long.toString(pid)).start().waitFor();
    }
  }

  private static String insert(int from, int to) {
    return "INSERT INTO kept SELECT generate_series(" + from + ", " + (to - 1) + ")";
  }

  /** Every row at least once: what Connect sends again after a kill is no loss. */
  private static void assertAllThere(LiveStack live, int rows) {
    Stream<Integer> ids = live.events("public.kept").stream().map(e -> e.after("id").asInt());
    assertThat(ids.distinct())
        .containsExactlyInAnyOrderElementsOf(IntStream.range(0, rows).boxed().toList());
  }

  private static Event only(LiveStack live, String op, int id) {
    return live.events("public.made").stream()
        .filter(e -> e.op().equals(op) && e.after("id").asInt() == id)
        .findFirst()
        .orElseThrow();
  }

  private static long pid(JsonNode status, String service) {
    return status.at("/" + service + "/pid").asLong();
  }
}
