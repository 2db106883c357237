package io.tidemark.stack.home;

import io.tidemark.stack.report.StackFailure;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** The addresses of a home as environment variables, in a file that a shell can read. */
public final class EnvFile {
  private EnvFile() {}

  /** Every variable with its value, in the order of the file. */
  public static Map<String, String> variables(Home home, Settings settings) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("TIDEMARK_HOME", home.root().toString());
    all.put("TIDEMARK_POSTGRES_HOST", Settings.HOST);
    all.put("TIDEMARK_POSTGRES_PORT", Integer.toString(settings.ports().postgres()));
    all.put("TIDEMARK_POSTGRES_DATABASE", Settings.DATABASE);
    all.put("TIDEMARK_POSTGRES_JDBC_URL", settings.jdbcUrl());
    all.put("TIDEMARK_POSTGRES_USER", Settings.OWNER);
    all.put("TIDEMARK_POSTGRES_PASSWORD", settings.postgresPassword());
    all.put("TIDEMARK_KAFKA_BOOTSTRAP_SERVERS", settings.bootstrapServers());
    all.put("TIDEMARK_CONNECT_URL", settings.connectUrl());
    all.put("TIDEMARK_CONNECTOR", Settings.CONNECTOR);
    all.put("TIDEMARK_SLOT", Settings.SLOT);
    all.put("TIDEMARK_TOPIC_PREFIX", Settings.TOPIC_PREFIX);
    all.put("TIDEMARK_UNAVAILABLE_VALUE", settings.unavailableValue());
    all.put("TIDEMARK_LAKE", home.lake().toString());
    return all;
  }

  /** Lines {@code KEY='value'} that any POSIX shell reads back to the same values. */
  static String text(Map<String, String> variables) {
    StringBuilder text = new StringBuilder();
    variables.forEach(
        (key, value) ->
            text.append(key).append("='").append(value.replace("'", "'\\''")).append("'\n"));
    return text.toString();
  }

  public static void write(Home home, Settings settings) {
    try {
      FileTree.write(home.env(), text(variables(home, settings)), "rw-------");
    } catch (IOException e) {
      throw StackFailure.of(
          "The addresses could not be written to " + home.env(),
          e.toString(),
          "see that the folder may be written to and the disk is not full",
          e);
    }
  }
}
