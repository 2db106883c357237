package io.tidemark.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher in a repository of its own, with a Java that only says how it was called. */
final class LauncherTest {
  private static final Path LAUNCHER = Path.of("../../tidemark");
  private static final String JAVA =
      """
      #!/usr/bin/env bash
      if [[ $1 == -version ]]; then echo 'openjdk version "%s" 2025-04-15' >&2; exit 0; fi
      printf '%%s\\n' "$@"
      env | grep ^TIDEMARK_ | sort
      exit 3
      """;

  @TempDir private Path folder;
  private Path repository;

  private record Said(int code, List<String> out, String err) {}

  @BeforeEach
  void layOut() throws IOException {
    repository = folder.resolve("a repository");
    for (String jar :
        List.of(
            "infra/local-stack/target/tidemark-local-stack.jar",
            "ingestion/target/tidemark-ingestion.jar",
            "spark-job/target/tidemark-spark-job.jar",
            "infra/torture/target/tidemark-torture.jar",
            "infra/bench/target/tidemark-bench.jar")) {
      Files.createDirectories(repository.resolve(jar).getParent());
      Files.createFile(repository.resolve(jar));
    }
    Files.copy(LAUNCHER, repository.resolve("tidemark"), StandardCopyOption.COPY_ATTRIBUTES);
    java("17.0.15");
  }

  private void java(String version) throws IOException {
    Path java = folder.resolve("jdk/bin/java");
    Files.createDirectories(java.getParent());
    Files.writeString(java, JAVA.formatted(version));
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Said tidemark(Map<String, String> environment, String... words) throws Exception {
    return run(repository.resolve("tidemark"), environment, words);
  }

  private Said run(Path launcher, Map<String, String> environment, String... words)
      throws Exception {
    List<String> command = new ArrayList<>(List.of(launcher.toString()));
    command.addAll(List.of(words));
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("TIDEMARK_"));
    builder.environment().put("JAVA_HOME", folder.resolve("jdk").toString());
    builder.environment().putAll(environment);
    Path errors = Files.createTempFile(folder, "err", "");
    Process process = builder.redirectError(errors.toFile()).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Said(process.waitFor(), out.lines().toList(), Files.readString(errors));
  }

  @Test
  void aloneItListsTheCommands() throws Exception {
    for (String[] words : new String[][] {{}, {"help"}, {"--help"}}) {
      Said said = tidemark(Map.of(), words);
      assertThat(said.code()).isZero();
      assertThat(String.join("\n", said.out()))
          .contains("demo", "up", "down", "status", "migrate", "seed", "simulate")
          .contains("run", "query", "tail", "verify", "summary", "quarantine", "doctor")
          .contains("torture", "bench");
    }
  }

  @Test
  void anUnknownCommandIsWrongUsage() throws Exception {
    Said said = tidemark(Map.of(), "stauts");
    assertThat(said.code()).isEqualTo(2);
    assertThat(said.err()).contains("'stauts' is no command of Tidemark's");
  }

  @Test
  void eachCommandGoesToItsModuleWithItsExitCode() throws Exception {
    for (String command : List.of("up", "down", "status", "demo")) {
      Said said = tidemark(Map.of(), command, "--json");
      assertThat(said.code()).isEqualTo(3);
      assertThat(said.out())
          .containsSubsequence("io.tidemark.stack.Main", command, "--json")
          .contains("-Dtidemark.repository=" + repository);
    }
    for (String command : List.of("seed", "simulate", "migrate")) {
      assertThat(tidemark(Map.of(), command).out())
          .containsSubsequence("io.tidemark.ingestion.Main", command);
    }
    for (String command : List.of("query", "tail", "verify", "summary", "quarantine", "doctor")) {
      assertThat(tidemark(Map.of(), command).out())
          .containsSubsequence("io.tidemark.Main", command)
          .contains("@" + repository.resolve("infra/spark-home/target/spark-home/java-options"));
    }
  }

  @Test
  void theJobIsSubmitted() throws Exception {
    Said said = tidemark(Map.of(), "run", "--once", "--master", "local[2]", "--config", "a b.yaml");
    assertThat(said.out())
        .containsSubsequence(
            "org.apache.spark.deploy.SparkSubmit",
            "--master",
            "local[2]",
            "--class",
            "io.tidemark.Main",
            repository.resolve("spark-job/target/tidemark-spark-job.jar").toString(),
            "run",
            "--once",
            "--config",
            "a b.yaml");
  }

  @Test
  void theJobsHeapIsWhatSparksOwnSettingSays() throws Exception {
    assertThat(tidemark(Map.of(), "run").out())
        .containsSubsequence("-Xmx1500m", "--driver-memory", "1500m");
    assertThat(tidemark(Map.of(), "run", "--conf", "spark.driver.memory=1g").out())
        .containsSubsequence("-Xmx1g", "--driver-memory", "1g", "--conf", "spark.driver.memory=1g");
  }

  @Test
  void theHomeMayStandBeforeOrAfterTheCommand() throws Exception {
    String home = "TIDEMARK_HOME=" + folder.resolve("h");
    assertThat(tidemark(Map.of(), "--home", "h", "status").out()).contains(home);
    assertThat(tidemark(Map.of(), "status", "--home", "h").out()).contains(home);
    assertThat(tidemark(Map.of(), "status", "--home=" + folder.resolve("h")).out()).contains(home);
    assertThat(tidemark(Map.of("TIDEMARK_HOME", "h"), "status").out()).contains(home);
    assertThat(tidemark(Map.of(), "status").out())
        .contains("TIDEMARK_HOME=" + repository.resolve(".tidemark"));
    assertThat(tidemark(Map.of(), "status", "--home").code()).isEqualTo(2);
  }

  @Test
  void tortureAndBenchNeverGetTheHomeThatIsWorkedWithUnlessItIsNamed() throws Exception {
    assertThat(tidemark(Map.of("TIDEMARK_HOME", "h"), "torture", "--seed", "7").out())
        .containsSubsequence("io.tidemark.torture.Main", "--seed", "7")
        .contains("TIDEMARK_HOME=" + repository.resolve("target/torture"));
    assertThat(tidemark(Map.of("TIDEMARK_HOME", "h"), "bench", "--json").out())
        .containsSubsequence("io.tidemark.bench.Main", "--json")
        .contains("TIDEMARK_HOME=" + repository.resolve("target/bench"));
    assertThat(tidemark(Map.of(), "torture", "--home", "h").out())
        .contains("TIDEMARK_HOME=" + folder.resolve("h"));
  }

  @Test
  void theBenchsPeersAreBuiltWhenTheyAreAskedForFirst() throws Exception {
    assertThat(tidemark(Map.of(), "bench", "--parts", "growth").out())
        .containsSubsequence("io.tidemark.bench.Main", "--parts");
    Path maven = folder.resolve("jdk/bin/mvn");
    Files.writeString(
        maven,
        """
        #!/usr/bin/env bash
        [[ $* == *"-f infra/bench/peers/pom.xml"* ]] || exit 1
        for peer in paimon iceberg hudi; do
          mkdir -p infra/bench/peers/$peer/target
          touch infra/bench/peers/$peer/target/tidemark-peer-$peer.jar
        done
        """);
    Files.setPosixFilePermissions(maven, PosixFilePermissions.fromString("rwxr-xr-x"));
    Map<String, String> path = Map.of("PATH", maven.getParent() + ":" + System.getenv("PATH"));
    Said said = tidemark(path, "bench", "--peers");
    assertThat(said.out()).containsSubsequence("io.tidemark.bench.Main", "--peers");
    assertThat(said.err()).contains("building on first use");
    assertThat(tidemark(path, "bench", "--peers").err()).isEmpty();
  }

  @Test
  void itWorksThroughALink() throws Exception {
    Path link = folder.resolve("bin/tm");
    Files.createDirectories(link.getParent());
    Files.createSymbolicLink(link, Path.of("../a repository/tidemark"));
    assertThat(run(link, Map.of(), "status").out())
        .contains("-Dtidemark.repository=" + repository.toRealPath());
  }

  @Test
  void theHomesAddressesAreExportedButTheUsersOwnAreStronger() throws Exception {
    Files.createDirectories(folder.resolve("h"));
    Files.writeString(
        folder.resolve("h/env"), "TIDEMARK_SLOT='it'\\''s'\nTIDEMARK_CONNECTOR='file'\n");
    assertThat(tidemark(Map.of("TIDEMARK_CONNECTOR", "user"), "query", "--home", "h", "a  b").out())
        .contains("TIDEMARK_SLOT=it's", "TIDEMARK_CONNECTOR=user", "a  b");
  }

  @Test
  void aWrongOrMissingJavaIsToldWithItsCure() throws Exception {
    java("21.0.1");
    Said wrong = tidemark(Map.of(), "status");
    assertThat(wrong.code()).isEqualTo(1);
    assertThat(wrong.err()).contains("Java 17 is needed", "21.0.1", "point JAVA_HOME at a JDK 17");
    Said missing = tidemark(Map.of("JAVA_HOME", "/nowhere"), "status");
    assertThat(missing.code()).isEqualTo(1);
    assertThat(missing.err()).contains("no Java was found", "/nowhere/bin/java");
  }

  @Test
  void withoutTheJarItBuildsAndTellsWhatWentWrong() throws Exception {
    Files.delete(repository.resolve("spark-job/target/tidemark-spark-job.jar"));
    Path maven = folder.resolve("jdk/bin/mvn");
    Files.writeString(maven, "#!/usr/bin/env bash\necho \"[ERROR] no such thing\"; exit 1\n");
    Files.setPosixFilePermissions(maven, PosixFilePermissions.fromString("rwxr-xr-x"));
    String path = maven.getParent() + ":" + System.getenv("PATH");
    Said said = tidemark(Map.of("PATH", path), "query", "select 1");
    assertThat(said.code()).isEqualTo(1);
    assertThat(said.out()).isEmpty();
    assertThat(said.err())
        .contains("building on first use", "[ERROR] no such thing", "the build failed")
        .contains(repository.resolve("target/build.log").toString());
  }
}
