package io.tidemark.bench.run;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All contenders that are built here, and how each one's JVM is started. */
public final class Lineup {
  static final String TIDEMARK = "tidemark";
  static final String MERGE = "merge";
  static final String LIMIT = "limit";
  public static final String PAIMON = "paimon";

  /** Keeps no table that could be compared. */
  static final String CONSUMER = "consumer";

  private static final String PACKAGE = "io.tidemark.bench.contender.";

  /** The same for all, as the launcher has it. */
  private static final List<String> HEAP =
      List.of("-Xmx1536m", "-Xms1500m", "-XX:+UseSerialGC", "-XX:MetaspaceSize=256m");

  /** Where the jar of another system is built, by the contender's name. */
  private static final Map<String, String> PEERS =
      Map.of(PAIMON, "paimon", "iceberg-spark", "iceberg", "hudi-cow", "hudi", "hudi-mor", "hudi");

  private final Path repository;
  private final Map<String, List<String>> commands = new LinkedHashMap<>();

  /**
   * Those that the build has put together.
   *
   * @param repository the folder that holds the launcher
   * @param peers the other systems that take part, each with a class path of its own
   */
  public Lineup(Path repository, Collection<String> peers) {
    this.repository = repository;
    onSpark(CONSUMER, "ConsumerContender");
    onSpark(LIMIT, "LimitContender");
    onSpark(TIDEMARK, "TidemarkContender");
    for (String name : List.of(MERGE, "merge-tuned")) {
      onSpark(name, "MergeContender", "-Dtidemark.bench.merge=" + name);
    }
    peers.forEach(name -> peer(name, PEERS.get(name)));
  }

  /** All other systems. */
  public static List<String> peers() {
    return PEERS.keySet().stream().sorted().toList();
  }

  /** Enough for every ratio: the fastest of the other systems is among them. */
  public static List<String> quick() {
    return List.of(LIMIT, TIDEMARK, MERGE, PAIMON);
  }

  /** In the order in which they run. */
  public List<String> names() {
    return List.copyOf(commands.keySet());
  }

  /** The command, without a contender's own arguments. */
  List<String> command(String name) {
    return commands.get(name);
  }

  private void onSpark(String name, String main, String... flags) {
    commands.put(name, ofJob(main, flags));
  }

  /**
   * A main of this module, with the flags and the class path of {@code ./tidemark run}.
   *
   * @param main a class of the package of the contenders
   */
  List<String> ofJob(String main, String... flags) {
    Path home = repository.resolve("infra/spark-home/target/spark-home");
    Path archive = home.resolve("classes.jsa");
    List<String> command = new ArrayList<>(java());
    command.add("@" + home.resolve("java-options"));
    command.add("-Dlog4j2.configurationFile=" + home.resolve("conf/log4j2.properties"));
    command.add("-Dspark.master=local[*]");
    if (Files.exists(archive)) {
      command.addAll(List.of("-XX:SharedArchiveFile=" + archive, "-Xlog:cds*=off"));
    }
    command.addAll(List.of(flags));
    String jars =
        String.join(
            ":",
            home + "/jars/*",
            repository.resolve("spark-job/target/tidemark-spark-job.jar").toString(),
            repository.resolve("infra/bench/target/tidemark-bench.jar").toString());
    command.addAll(List.of("-cp", jars, PACKAGE + main));
    return command;
  }

  /** Its jar names its class path and what Java has to open for it. */
  private void peer(String name, String module) {
    Path jar = Path.of("infra/bench/peers", module, "target", "tidemark-peer-" + module + ".jar");
    List<String> command = new ArrayList<>(java());
    command.addAll(List.of("-jar", repository.resolve(jar).toString(), "--contender", name));
    commands.put(name, command);
  }

  private static List<String> java() {
    List<String> java = new ArrayList<>();
    java.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    java.addAll(HEAP);
    java.addAll(List.of("-Duser.timezone=UTC", "-Djava.awt.headless=true"));
    return java;
  }
}
