package io.tidemark.compose;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The Compose specification's own JSON schema, which the npm package dclint carries. */
class ComposeSchemaTest {

  private static final String PACKAGE = "dclint";
  private static final String VERSION = "3.1.0";
  private static final String SHA_512 =
      "69f4c67734455172b8c82a488845bf2ce47ef5338c10384d95d0e9e7a5425b39"
          + "fb243983e39d4f7148bae3418694c1e06c7289d74ac3066e0fb697016e3aa55f";

  @Test
  void theFileFollowsTheSpecification() throws Exception {
    assertThat(schema().validate(ComposeFile.document())).isEmpty();
  }

  @Test
  void theSchemaFindsAMisspeltKey() throws Exception {
    JsonNode document = ComposeFile.document();
    ObjectNode postgres = (ObjectNode) document.at("/services/postgres");
    postgres.set("depend_on", postgres.remove("ports"));

    assertThat(schema().validate(document))
        .anyMatch(message -> message.getMessage().contains("depend_on"));
  }

  private static JsonSchema schema() throws Exception {
    Path archive = Path.of("target", "%s-%s.tgz".formatted(PACKAGE, VERSION));
    if (!Files.exists(archive)) {
      download(archive.getParent());
    }
    assertThat(sha512(archive)).isEqualTo(SHA_512);
    String json =
        Tool.run(
                Map.of(),
                List.of("tar", "-xzOf", archive.toString(), "package/schemas/compose.schema.json"))
            .output();
    ObjectNode schema = (ObjectNode) new ObjectMapper().readTree(json);
    // A relative address: nothing refers to it, and the validator takes absolute ones only.
    schema.remove("$id");
    return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7).getSchema(schema);
  }

  private static void download(Path folder) throws IOException {
    if (!Tool.works("npm", "--version")) {
      Tool.missing("no npm here; it brings the Compose specification's schema.");
    }
    Files.createDirectories(folder);
    var packed =
        Tool.run(
            Map.of(),
            List.of(
                "npm", "pack", "--pack-destination", folder.toString(), PACKAGE + "@" + VERSION));
    if (packed.exitCode() != 0) {
      Tool.missing("npm could not bring the Compose specification's schema: " + packed.output());
    }
  }

  private static String sha512(Path file) throws IOException, NoSuchAlgorithmException {
    byte[] digest = MessageDigest.getInstance("SHA-512").digest(Files.readAllBytes(file));
    return HexFormat.of().formatHex(digest);
  }
}
