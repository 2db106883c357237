package io.tidemark.compose;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The compose file as it stands, with YAML's merge keys resolved and no variable filled in. */
final class ComposeFile {

  /** The folder of the compose file, which its relative paths start from. */
  static final Path INFRA = Path.of("..").toAbsolutePath().normalize();

  static final Path PATH = INFRA.resolve("compose.yaml");

  private ComposeFile() {}

  /** The whole document. */
  static JsonNode document() {
    try {
      Object document =
          new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(PATH));
      return new ObjectMapper().valueToTree(document);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Each service by its name, in the file's order. */
  static Map<String, Service> services() {
    Map<String, Service> services = new LinkedHashMap<>();
    document()
        .get("services")
        .properties()
        .forEach(entry -> services.put(entry.getKey(), new Service(entry.getValue())));
    return services;
  }

  /** One service of the file. */
  record Service(JsonNode definition) {

    String image() {
      return definition.path("image").asText();
    }

    boolean isBuilt() {
      return definition.has("build");
    }

    /** True for a service that does one thing and ends. */
    boolean isOneShot() {
      return definition.path("restart").asText().equals("no");
    }

    boolean hasHealthCheck() {
      return definition.path("healthcheck").path("test").isArray();
    }

    boolean hasProfile() {
      return definition.has("profiles");
    }

    List<String> ports() {
      return texts(definition.path("ports"));
    }

    List<String> volumes() {
      return texts(definition.path("volumes"));
    }

    Optional<String> envFile() {
      return Optional.ofNullable(definition.get("env_file")).map(JsonNode::asText);
    }

    /** The condition of each service that this one waits for. */
    Map<String, String> dependencies() {
      Map<String, String> conditions = new LinkedHashMap<>();
      definition
          .path("depends_on")
          .properties()
          .forEach(
              entry -> conditions.put(entry.getKey(), entry.getValue().get("condition").asText()));
      return conditions;
    }

    /** The values of the environment, without their names. */
    Collection<String> environmentValues() {
      return texts(definition.path("environment"));
    }

    private static List<String> texts(JsonNode values) {
      return StreamSupport.stream(values.spliterator(), false).map(JsonNode::asText).toList();
    }
  }
}
