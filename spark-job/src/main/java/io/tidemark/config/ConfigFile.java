package io.tidemark.config;

import io.tidemark.config.yaml.Faults;
import io.tidemark.config.yaml.Section;
import io.tidemark.error.TidemarkException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Loads {@code pipeline.yaml}. */
public final class ConfigFile {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,100}");
  private static final Pattern WORD = Pattern.compile("[a-z][a-z0-9_]{0,62}");

  private ConfigFile() {}

  /**
   * The configuration in a file.
   *
   * @param environment what {@code ${NAME}} refers to
   * @throws TidemarkException CONFIG with every fault of the file
   */
  public static PipelineConfig load(Path file, Map<String, String> environment) {
    try {
      return parse(Files.readString(file), file.toString(), environment);
    } catch (NoSuchFileException e) {
      throw TidemarkException.config(
              "The configuration \"" + file + "\" cannot be read",
              "There is no such file",
              "Name one by --config; pipeline.yaml in spark-job is one to begin with")
          .causedBy(e);
    } catch (IOException e) {
      throw TidemarkException.config(
              "The configuration \"" + file + "\" cannot be read",
              e.toString(),
              "It has to be a text file in UTF-8 that this user may read")
          .causedBy(e);
    }
  }

  /**
   * The configuration that comes with the jar, for the local stack.
   *
   * @throws TidemarkException CONFIG if the environment does not fit it
   */
  public static PipelineConfig bundled(Map<String, String> environment) {
    try (InputStream in = ConfigFile.class.getResourceAsStream("/pipeline.yaml")) {
      String yaml = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return parse(yaml, "pipeline.yaml", environment);
    } catch (IOException e) {
      throw new IllegalStateException("the jar cannot be read", e);
    }
  }

  /**
   * The configuration in a text.
   *
   * @param name what messages call it
   * @throws TidemarkException CONFIG with every fault of the text
   */
  public static PipelineConfig parse(String yaml, String name, Map<String, String> environment) {
    Faults faults = new Faults(name);
    PipelineConfig config = pipeline(Section.parse(yaml, environment, faults));
    if (!faults.isEmpty()) {
      throw faults.asException();
    }
    return config;
  }

  private static PipelineConfig pipeline(Section top) {
    String name = top.value("pipeline", ConfigFile::name).orElse("tidemark");
    SourceConfig source = SourceSection.read(top.section("source"));
    PipelineConfig config =
        new PipelineConfig(
            name,
            source,
            lake(top.section("lake")),
            tables(top.section("tables")),
            aggregates(top.sections("aggregates")),
            AlertsSection.read(top.section("alerts")),
            verify(top.section("verify"), source),
            trigger(top.section("trigger")));
    top.end();
    return config;
  }

  private static LakeConfig lake(Section lake) {
    LakeConfig config = new LakeConfig(lake.text("path"));
    lake.end();
    return config;
  }

  private static TablesConfig tables(Section tables) {
    TablesConfig config =
        new TablesConfig(
            tables.list("include", TablePattern::parse, List.of(TablePattern.ALL)),
            tables.list("exclude", TablePattern::parse, List.of()),
            tables.text("who-column", "modified_by"),
            schemaChanges(tables.section("schema-changes")));
    tables.end();
    return config;
  }

  private static SchemaChangesConfig schemaChanges(Section changes) {
    SchemaChangesConfig config =
        new SchemaChangesConfig(
            changes.value("default", ConfigFile::policy).orElse(SchemaPolicy.EVOLVE),
            changes.list("evolve", TablePattern::parse, List.of()),
            changes.list("hold", TablePattern::parse, List.of()),
            changes.list("stop", TablePattern::parse, List.of()));
    changes.end();
    return config;
  }

  private static SchemaPolicy policy(String text) {
    for (SchemaPolicy policy : SchemaPolicy.values()) {
      if (policy.name().toLowerCase(Locale.ROOT).equals(text)) {
        return policy;
      }
    }
    throw new IllegalArgumentException("is no policy. Write one of evolve, hold and stop.");
  }

  private static List<AggregateConfig> aggregates(Map<String, Section> sections) {
    List<AggregateConfig> configs = new ArrayList<>();
    sections.forEach(
        (name, aggregate) -> {
          if (!WORD.matcher(name).matches()) {
            aggregate.fault(
                "\"" + name + "\" cannot name a table. Use lower-case letters, digits and _.");
          }
          configs.add(new AggregateConfig(name, aggregate.text("sql").strip()));
          aggregate.end();
        });
    return configs;
  }

  private static VerifyConfig verify(Section verify, SourceConfig source) {
    VerifyConfig config = new VerifyConfig(verify.value("every", Durations::parse));
    if (config.every().isPresent() && source.postgres().isEmpty()) {
      verify.fault("every", "needs source.postgres: it compares the mirrors with that database.");
    }
    verify.end();
    return config;
  }

  private static TriggerConfig trigger(Section trigger) {
    TriggerConfig config =
        new TriggerConfig(
            trigger.value("interval", Durations::parse).orElse(Duration.ofMillis(200)),
            trigger.value("max-records", Numbers::positive).orElse(50_000L));
    trigger.end();
    return config;
  }

  private static String name(String text) {
    if (!NAME.matcher(text).matches()) {
      throw new IllegalArgumentException("is no name. Use letters, digits, - and _.");
    }
    return text;
  }
}
