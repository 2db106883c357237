package io.tidemark.compose;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.compose.ComposeFile.Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ComposeFileTest {

  private static final Pattern PINNED =
      Pattern.compile("[a-z0-9./-]+:[v]?\\d+\\.\\d+(\\.\\d+)?\\S*");
  private static final Pattern VARIABLE = Pattern.compile("(?<!\\$)\\$\\{([A-Z_]+)(:[-?][^}]*)?}");
  private static final List<String> SECRETS =
      List.of(
          "TIDEMARK_POSTGRES_PASSWORD", "TIDEMARK_DEBEZIUM_PASSWORD", "TIDEMARK_UNAVAILABLE_VALUE");

  private final Map<String, Service> services = ComposeFile.services();

  @Test
  void everyServiceOfTheSystemIsThere() {
    assertThat(services.keySet())
        .contains("postgres", "kafka", "zookeeper", "kafka-zookeeper", "connect")
        .contains("migrate", "connector-init", "spark-job", "debezium-ui", "control-center");
  }

  @Test
  void everyImageIsPinnedToAVersion() throws IOException {
    services.forEach((name, service) -> assertThat(service.image()).as(name).matches(PINNED));
    assertThat(Files.readAllLines(ComposeFile.INFRA.resolve("spark/Dockerfile")))
        .filteredOn(line -> line.startsWith("FROM "))
        .isNotEmpty()
        .allSatisfy(line -> assertThat(line.substring("FROM ".length())).matches(PINNED));
  }

  @Test
  void imagesHaveTheVersionsThatTheBuildHas() throws IOException {
    String postgres = System.getProperty("build.postgres").replaceFirst("\\.0$", "");
    String spark =
        "apache/spark:%s-scala%s-java17-ubuntu"
            .formatted(System.getProperty("build.spark"), System.getProperty("build.scala"));

    assertThat(image("postgres")).isEqualTo("postgres:" + postgres);
    assertThat(image("kafka")).isEqualTo("apache/kafka:" + System.getProperty("build.kafka"));
    assertThat(image("connect"))
        .isEqualTo("quay.io/debezium/connect:" + System.getProperty("build.debezium"));
    assertThat(image("migrate")).isEqualTo(spark);
    assertThat(ComposeFile.INFRA.resolve("spark/Dockerfile")).content().contains("FROM " + spark);
  }

  @Test
  void publishedPortsAreOpenOnLoopbackOnly() {
    services.forEach(
        (name, service) ->
            assertThat(service.ports())
                .as(name)
                .allMatch(port -> port.matches("127\\.0\\.0\\.1:\\$\\{[A-Z_]+:-\\d+}:\\d+")));
    assertThat(services.values()).noneMatch(it -> it.definition().has("network_mode"));
    assertThat(services.get("debezium-ui").ports().get(0)).contains(":-8080}");
    assertThat(services.get("control-center").ports().get(0)).contains(":-9021}");
  }

  @Test
  void everyServiceThatKeepsRunningHasAHealthCheck() {
    services.forEach(
        (name, service) ->
            assertThat(service.hasHealthCheck()).as(name).isNotEqualTo(service.isOneShot()));
  }

  @Test
  void everyServiceWaitsForWhatItNeedsInTheRightWay() {
    services.forEach(
        (name, service) ->
            service
                .dependencies()
                .forEach(
                    (needed, condition) ->
                        assertThat(condition)
                            .as("%s waits for %s", name, needed)
                            .isEqualTo(
                                services.get(needed).isOneShot()
                                    ? "service_completed_successfully"
                                    : "service_healthy")));
  }

  @Test
  void noServiceThatAlwaysRunsWaitsForOneThatAProfileMayLeaveOut() {
    services.values().stream()
        .filter(service -> !service.hasProfile())
        .flatMap(service -> service.dependencies().keySet().stream())
        .forEach(needed -> assertThat(services.get(needed).hasProfile()).as(needed).isFalse());
  }

  @Test
  void aProfileHasOneBroker() {
    Map<String, String> brokers =
        Map.of("kafka", "kraft", "zookeeper", "zookeeper", "kafka-zookeeper", "zookeeper");

    services.forEach(
        (name, service) ->
            assertThat(service.definition().path("profiles").path(0).asText("always"))
                .as(name)
                .isEqualTo(brokers.getOrDefault(name, "always")));
  }

  @Test
  void bothBrokersAnswerToOneName() {
    assertThat(services.get("kafka-zookeeper").definition().at("/networks/default/aliases/0"))
        .hasToString("\"kafka\"");
    assertThat(services.get("kafka-zookeeper").ports()).isEqualTo(services.get("kafka").ports());
  }

  @Test
  void referencedFilesExist() {
    for (Service service : services.values()) {
      Stream.concat(service.envFile().stream(), service.volumes().stream())
          .filter(it -> it.startsWith("."))
          .map(it -> ComposeFile.INFRA.resolve(source(it)).normalize())
          .forEach(path -> assertThat(insideModule(path)).exists());
      if (service.isBuilt()) {
        Path context =
            ComposeFile.INFRA.resolve(service.definition().at("/build/context").asText());
        assertThat(context.resolve(service.definition().at("/build/dockerfile").asText())).exists();
      }
    }
  }

  @Test
  void whatTheImageCopiesIsThereOrIsBuilt() throws IOException {
    List<String> allowed =
        Files.readAllLines(ComposeFile.INFRA.resolve("spark/Dockerfile.dockerignore"));
    List<String> copied =
        Files.readAllLines(ComposeFile.INFRA.resolve("spark/Dockerfile")).stream()
            .filter(line -> line.startsWith("COPY "))
            .flatMap(line -> Stream.of(line.split(" ", -1)))
            .filter(word -> word.startsWith("spark-job/"))
            .toList();

    assertThat(copied)
        .isNotEmpty()
        .allSatisfy(it -> assertThat(allowed).contains("!" + it))
        .allSatisfy(it -> assertThat(insideModule(ComposeFile.INFRA.resolveSibling(it))).exists());
  }

  @Test
  void namedVolumesAreDeclaredAndUsed() {
    var used =
        services.values().stream()
            .flatMap(service -> service.volumes().stream())
            .filter(it -> !it.startsWith("."))
            .map(ComposeFileTest::source)
            .collect(Collectors.toCollection(TreeSet::new));
    var declared = new TreeSet<String>();
    ComposeFile.document().get("volumes").fieldNames().forEachRemaining(declared::add);

    assertThat(used).isEqualTo(declared);
  }

  @Test
  void everyVariableIsInTheExampleAndSecretsAreEmptyThere() throws IOException {
    List<String> example = Files.readAllLines(ComposeFile.INFRA.resolve(".env.example"));
    var variables =
        VARIABLE
            .matcher(Files.readString(ComposeFile.PATH))
            .results()
            .map(match -> match.group(1))
            .collect(Collectors.toSet());

    assertThat(variables)
        .containsAll(SECRETS)
        .allSatisfy(it -> assertThat(example).anyMatch(line -> line.startsWith(it + "=")));
    assertThat(SECRETS).allSatisfy(it -> assertThat(example).contains(it + "="));
    assertThat(ComposeFile.INFRA.resolve(".gitignore")).content().contains(".env");
  }

  @Test
  void secretsHaveNoDefault() throws IOException {
    for (String secret : SECRETS) {
      assertThat(VARIABLE.matcher(Files.readString(ComposeFile.PATH)).results())
          .filteredOn(match -> match.group(1).equals(secret))
          .isNotEmpty()
          .extracting((MatchResult match) -> match.group(2))
          .allMatch(rest -> rest != null && rest.startsWith(":?"));
    }
  }

  /** What a build makes does not exist in a fresh clone; the module that makes it does. */
  private static Path insideModule(Path path) {
    for (Path at = path; at.getNameCount() > 1; at = at.getParent()) {
      if (at.endsWith("target")) {
        return at.resolveSibling("pom.xml");
      }
    }
    return path;
  }

  /** The part of a mount before the first colon. */
  private static String source(String mount) {
    return mount.replaceFirst(":.*", "");
  }

  private String image(String service) {
    return services.get(service).image();
  }
}
