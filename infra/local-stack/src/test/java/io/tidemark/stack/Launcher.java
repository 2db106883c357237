package io.tidemark.stack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The real launcher on one home, as a user runs it.
 *
 * @param environment added to this process's own
 */
record Launcher(Path home, Map<String, String> environment) {
  private static final Path SCRIPT = Path.of("../../tidemark").toAbsolutePath().normalize();

  /** How a command ended and what it said. */
  record Said(int code, String out, String err) {
    /** The same, if the command ended with 0. */
    Said well() {
      if (code != 0) {
        throw new AssertionError("exit code " + code + "\n" + out + "\n" + err);
      }
      return this;
    }
  }

  /** Run a command on the home to its end. */
  Said run(String... words) {
    try {
      List<String> command = new ArrayList<>(List.of(SCRIPT.toString()));
      command.addAll(List.of(words));
      command.addAll(List.of("--home", home.toString()));
      ProcessBuilder builder = new ProcessBuilder(command);
      builder.environment().keySet().removeIf(name -> name.startsWith("TIDEMARK_"));
      builder.environment().putAll(environment);
      Path errors = Files.createTempFile("tidemark", ".err");
      try {
        Process process = builder.redirectError(errors.toFile()).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Said(process.waitFor(), out, Files.readString(errors));
      } finally {
        Files.delete(errors);
      }
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What {@code status --json} prints. */
  JsonNode status() {
    try {
      return new ObjectMapper().readTree(run("status", "--json").out());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
