package io.tidemark.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** What goes wrong by somebody's mistake is answered by what, why and how to mend it. */
@OnStack
@Order(2)
final class BadInputStackIT {
  private final Stack stack;

  BadInputStackIT(Stack stack) {
    this.stack = stack;
  }

  @Test
  void anUnknownConfigurationKeyIsRefusedWithTheOneThatWasMeant() throws IOException {
    Path config = stack.file("typo.yaml");
    String bundled = Files.readString(Path.of("../../spark-job/pipeline.yaml"));
    Files.writeString(
        config, bundled.replace("max-records:", "max-recrods:").replace("tables:", "tabels:"));
    Said said = stack.lake("bad").run("run", "--once", "--config", config.toString()).with(2);
    assertThat(said.err())
        .contains("unknown key \"tabels\". Did you mean \"tables\"?")
        .contains("trigger.max-recrods: unknown key", "Did you mean \"max-records\"?")
        .doesNotContain("\tat ");
    assertThat(stack.lake("bad").folder()).doesNotExist();
  }

  @Test
  void withAWrongPasswordVerifyCanNotTell() {
    Said said = stack.run(Map.of("TIDEMARK_POSTGRES_PASSWORD", "wrong"), "verify").with(2);
    assertThat(said.out())
        .contains("could not tell")
        .contains("password authentication failed for user \"tidemark\"")
        .contains("Mend source.postgres.user and password");
    assertThat(said.out() + said.err()).doesNotContain("\tat ");
  }

  @Test
  void aLakeThatCanNotBeWrittenIsNamed() throws IOException {
    Path file = stack.file("a-file");
    Files.writeString(file, "no folder");
    Said said = new Lake(stack, file.resolve("lake")).run("run", "--once").with(2);
    assertThat(said.err())
        .contains("The lake's folder '" + file + "/lake/_tidemark' cannot be written")
        .contains("Make it writable, free some space, or set lake.path elsewhere")
        .doesNotContain("\tat ");
  }

  @Test
  void aFullDiskEndsTheJobAndWithSpaceItGoesOnWhereItStood() throws Exception {
    Path disk = Files.createDirectories(stack.file("disk"));
    assumeTrue(
        mount("-t", "tmpfs", "-o", "size=2m", "none", disk.toString()),
        "only root may mount the small disk that this test fills");
    try {
      stack
          .database()
          .run(
              "create table fills (id int primary key, body text)",
              "insert into fills select n, (select string_agg(md5((n * 100 + i)::text), '')"
                  + " from generate_series(1, 20) i) from generate_series(1, 5000) n");
      Lake lake = new Lake(stack, disk.resolve("lake"));
      Said said = lake.run("run", "--once").with(1);
      assertThat(said.err())
          .contains("tidemark: the job failed. ")
          .contains(": No space left on device. Mend that (free space,")
          .doesNotContain("\tat ");
      assertThat(mount("-o", "remount,size=500m", disk.toString())).isTrue();
      lake.run("run", "--once").well();
      assertThat(lake.mirrored("public", "fills", "id").stream().distinct()).hasSize(5000);
    } finally {
      stack.database().run("drop table if exists fills");
      new ProcessBuilder("umount", disk.toString()).inheritIO().start().waitFor();
    }
  }

  private static boolean mount(String... words) throws Exception {
    List<String> command = new ArrayList<>(List.of("mount"));
    command.addAll(List.of(words));
    try {
      return new ProcessBuilder(command).inheritIO().start().waitFor() == 0;
    } catch (IOException e) {
      return false; // There is no such command.
    }
  }
}
