package io.tidemark.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.launcher.JavaModuleOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** The same jar on a standalone cluster: a master and two workers in processes of their own. */
@OnStack
@Order(3)
final class ClusterStackIT {
  private static final Path SPARK_HOME =
      Path.of("../spark-home/target/spark-home").toAbsolutePath().normalize();

  /** What the scripts of a Spark distribution would set. */
  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "SPARK_HOME", SPARK_HOME.toString(),
          "SPARK_SCALA_VERSION", "2.13",
          "SPARK_LOCAL_IP", "127.0.0.1");

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String CONFIG =
      """
      pipeline: cluster
      source:
        kafka:
          bootstrap-servers: ${TIDEMARK_KAFKA_BOOTSTRAP_SERVERS}
          topic-prefix: tidemark
        postgres:
          jdbc-url: ${TIDEMARK_POSTGRES_JDBC_URL}
          user: tidemark
          password: ${TIDEMARK_POSTGRES_PASSWORD}
          slot: tidemark
          publication: tidemark
        unavailable-value: ${TIDEMARK_UNAVAILABLE_VALUE}
      lake:
        path: ${TIDEMARK_LAKE}
      tables:
        include: ["cluster.*"]
      trigger:
        max-records: 8000
      """;

  /** Micro-batches of many before the loss; each has more messages than the driver reads itself. */
  private static final int BEFORE = 3;

  private final Stack stack;
  private final Lake lake;
  private final Path folder;
  private final List<Command> cluster = new ArrayList<>();

  ClusterStackIT(Stack stack) throws IOException {
    this.stack = stack;
    lake = stack.lake("cluster");
    folder = Files.createDirectories(stack.file("cluster"));
  }

  @AfterAll
  void end() {
    // Workers first: a worker ends its executors when it is asked to end.
    for (int i = cluster.size() - 1; i >= 0; i--) {
      cluster.get(i).end();
      cluster.get(i).await(Stack.PATIENCE);
    }
  }

  @Test
  @Order(1)
  void aStandaloneClusterCatchesUpAlsoWhenItLosesOneOfTwoWorkersMeanwhile() throws IOException {
    stack
        .database()
        .run(
            "create schema cluster",
            "create table cluster.items (id int primary key, name text)",
            "insert into cluster.items select n, 'item ' || n from generate_series(1, 60000) as n",
            "delete from cluster.items where id % 10 = 0",
            "update cluster.items set name = 'new' where id % 10 = 1");
    Path config = folder.resolve("pipeline.yaml");
    Files.writeString(config, CONFIG);
    assertThat(lake.run("verify", "--config", config.toString()).with(2).out())
        .contains("messages still wait in Kafka");
    String master = startCluster();
    Path events = Files.createDirectories(folder.resolve("events"));
    Command job =
        lake.start(
            "run",
            "--once",
            "--config",
            config.toString(),
            "--master",
            master,
            "--conf=spark.executor.memory=512m",
            "--conf=spark.driver.host=127.0.0.1",
            "--conf=spark.driver.bindAddress=127.0.0.1",
            "--conf=spark.ui.enabled=false",
            "--conf=spark.scheduler.minRegisteredResourcesRatio=1.0",
            "--conf=spark.scheduler.maxRegisteredResourcesWaitingTime=120s",
            "--conf=spark.eventLog.enabled=true",
            "--conf=spark.eventLog.rolling.enabled=false",
            "--conf=spark.eventLog.compress=false",
            "--conf=spark.eventLog.dir=" + events.toUri());
    await("some micro-batches")
        .atMost(Stack.PATIENCE)
        .failFast(() -> !job.alive())
        .until(() -> microBatches() >= BEFORE);
    lose(cluster.get(2));
    long before = microBatches();
    job.await(Stack.PATIENCE).well();
    assertThat(microBatches()).isGreaterThan(before);
    assertThat(lake.mirrored("cluster", "items", "id")).hasSize(54_000);
    assertThat(tasksByExecutor(events)).containsOnlyKeys("0", "1");
    assertThat(lostExecutors(events)).hasSize(1);
    for (int worker = 0; worker < 2; worker++) {
      assertThat(executorsOf(worker)).isEqualTo(1);
    }
    assertThat(lake.run("verify", "--config", config.toString()).well().out())
        .contains("cluster.items: 54,000 rows, 54,000 in the mirror");
  }

  /** As when a machine goes: the worker and its executor, at once and without a word. */
  private static void lose(Command worker) {
    List<ProcessHandle> executors =
        ProcessHandle.of(worker.pid()).orElseThrow().descendants().toList();
    assertThat(executors).as("processes of the worker").isNotEmpty();
    worker.kill();
    executors.forEach(ProcessHandle::destroyForcibly);
  }

  private long microBatches() {
    return lake.rows(lake.layout().ledger(), "batch_id").size();
  }

  /** Start the master and its workers; its address. */
  private String startCluster() throws IOException {
    int port = freePort();
    int web = freePort();
    String master = "spark://127.0.0.1:" + port;
    start("master", "master.Master", "--port", "" + port, "--webui-port", "" + web);
    for (int worker = 0; worker < 2; worker++) {
      start(
          "worker",
          "worker.Worker",
          "--webui-port",
          "0",
          "--cores",
          "1",
          "--memory",
          "700m",
          "--work-dir",
          work(worker).toString(),
          master);
    }
    URI status = URI.create("http://127.0.0.1:" + web + "/json/");
    await("two workers")
        .atMost(Duration.ofMinutes(2))
        .ignoreExceptions()
        .until(() -> aliveWorkers(status) == 2);
    return master;
  }

  private static int aliveWorkers(URI status) throws IOException {
    try (InputStream answer = status.toURL().openStream()) {
      return JSON.readTree(answer).path("aliveworkers").asInt();
    }
  }

  private void start(String name, String main, String... arguments) {
    List<String> words =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m"));
    words.addAll(Arrays.asList(JavaModuleOptions.defaultModuleOptionArray()));
    words.add("-Dlog4j2.configurationFile=" + SPARK_HOME + "/conf/log4j2.properties");
    words.addAll(List.of("-cp", SPARK_HOME + "/jars/*"));
    words.addAll(List.of("org.apache.spark.deploy." + main, "--host", "127.0.0.1"));
    words.addAll(List.of(arguments));
    cluster.add(stack.process(name, words, ENVIRONMENT));
  }

  private Path work(int worker) {
    return folder.resolve("work-" + worker);
  }

  /** A worker makes {@code <work>/<application>/<executor>}. */
  private long executorsOf(int worker) throws IOException {
    try (Stream<Path> folders = Files.walk(work(worker), 2)) {
      return folders.filter(f -> work(worker).relativize(f).getNameCount() == 2).count();
    }
  }

  /** How many tasks each executor finished, by Spark's own event log. */
  private static Map<String, Integer> tasksByExecutor(Path events) throws IOException {
    Map<String, Integer> tasks = new TreeMap<>();
    for (JsonNode event : events(events)) {
      if (event.path("Event").asText().equals("SparkListenerTaskEnd")
          && event.at("/Task End Reason/Reason").asText().equals("Success")) {
        tasks.merge(event.at("/Task Info/Executor ID").asText(), 1, Integer::sum);
      }
    }
    return tasks;
  }

  /** Executors that went, by Spark's own event log. */
  private static List<String> lostExecutors(Path events) throws IOException {
    return events(events).stream()
        .filter(event -> event.path("Event").asText().equals("SparkListenerExecutorRemoved"))
        .map(event -> event.path("Executor ID").asText())
        .toList();
  }

  private static List<JsonNode> events(Path folder) throws IOException {
    List<JsonNode> events = new ArrayList<>();
    try (Stream<Path> logs = Files.list(folder)) {
      for (Path log : logs.toList()) {
        for (String line : Files.readAllLines(log)) {
          events.add(JSON.readTree(line));
        }
      }
    }
    return events;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
