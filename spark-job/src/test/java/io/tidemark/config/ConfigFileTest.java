package io.tidemark.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.decode.TableId;
import io.tidemark.error.TidemarkException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigFileTest {
  private static final String LEAST =
      """
      source:
        kafka: {bootstrap-servers: "a:1", topic-prefix: p}
      lake: {path: /lake}
      """;

  /** A text that is added to the least configuration, and what the error has to say of it. */
  record Case(String added, List<String> said) {
    Case(String added, String... said) {
      this(added, List.of(said));
    }
  }

  static List<Case> faults() {
    return List.of(
        new Case("tabels: {}", "line 4: tabels: unknown key \"tabels\". Did you mean \"tables\"?"),
        new Case(
            "tables: {inculde: []}",
            "line 4: tables.inculde: unknown key \"inculde\". Did you mean \"include\"?",
            "Allowed here: exclude, include, schema-changes, who-column."),
        new Case(
            "tables:\n  include: [public.*, orders]",
            "line 5: tables.include[1]: \"orders\" names no tables. Write schema.table"),
        new Case("tables: {include: public.*}", "expected a list such as [a, b]"),
        new Case("tables: all", "tables: expected keys below this one, found a single value"),
        new Case("trigger: {interval: 200}", "trigger.interval: \"200\" is no duration", "200ms"),
        new Case("trigger: {interval: 0s}", "\"0s\" is too short"),
        new Case("trigger: {max-records: -5}", "\"-5\" is no whole number above zero"),
        new Case("trigger: {max-records: [1]}", "expected a single value, found a list"),
        new Case("verify: {every: 1h}", "verify.every: needs source.postgres"),
        new Case("verify: {every: daily}", "verify.every: \"daily\" is no duration"),
        new Case("verify: {evry: 1h}", "Did you mean \"every\"?"),
        new Case("trigger: {}\ntrigger: {}", "line 5: trigger: this key stands on line 4 too"),
        new Case("aggregates: {Spend: {sql: x}}", "aggregates.Spend: \"Spend\" cannot name"),
        new Case("aggregates: {spend: }", "aggregates.spend: expected keys", "found nothing"),
        new Case("aggregates: {spend: {}}", "aggregates.spend.sql: is missing"),
        new Case("pipeline: a b", "pipeline: \"a b\" is no name"),
        new Case("pipeline: ${NOWHERE}", "the environment variable \"NOWHERE\" is not set"),
        new Case("pipeline: ${NO-WHERE}", "\"${NO-WHERE\" is not a reference"),
        new Case("pipeline: \"${NOWHERE\"", "\"${NOWHERE\" is not a reference"),
        new Case("pipeline: &a x\ntrigger: *a", "line 5: trigger: aliases (*name) are not"),
        new Case("---\npipeline: x", "a second document begins here"),
        new Case("pipeline: [", "this is not YAML"),
        new Case("alerts: {slack: {api-url: slack.com}}", "\"slack.com\" is no web address"),
        new Case(rule("{on: chnage}"), "\"chnage\" raises no alert", "Did you mean \"change\"?"),
        new Case(rule("{}"), "alerts.rules.r.table: is missing"),
        new Case(rule("{table: a.b, operations: [drop]}"), "\"drop\" is no operation"),
        new Case(rule("{table: a.b, operations: []}"), "names no operation"),
        new Case(rule("{table: a.b, within: 1m}"), "more-than and within belong together"),
        new Case(rule("{table: a.b, when: {column: c}}"), "exactly one of above, below and equals"),
        new Case(rule("{table: a.b, when: {column: c, above: many}}"), "\"many\" is no number"),
        new Case(
            rule("{table: a.b, when: {column: c, above: 1}, more-than: 1, within: 1s}"),
            "when and more-than exclude each other"),
        new Case(rule("{on: failure, table: a.b}"), "unknown key \"table\""),
        new Case(rule("{on: failure, severity: loud}"), "\"loud\" is no severity"));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void aFaultIsToldWithItsPlaceAndTheCure(Case fault) {
    assertThatThrownBy(() -> parse(LEAST + fault.added()))
        .isInstanceOf(TidemarkException.class)
        .hasMessageStartingWith("The configuration \"test.yaml\" cannot be used. It has ")
        .hasMessageContainingAll(fault.said().toArray(String[]::new));
  }

  @Test
  void everyFaultOfAFileIsToldInOneGo() {
    String yaml =
        """
        source:
          kafka: {bootstrap-servers: nowhere, topic-prefix: "${PREFIX}"}
          connect: {url: "ftp://x"}
        lake:
        trigger: {interval: soon, max-record: 7}
        """;

    assertThatThrownBy(() -> parse(yaml))
        .hasMessage(
            """
            The configuration "test.yaml" cannot be used. It has 7 faults:
              line 2: source.kafka.bootstrap-servers: "nowhere" is no list of servers. \
            Write host:port, several joined by commas.
              line 2: source.kafka.topic-prefix: the environment variable "PREFIX" is not set. \
            Export it, or give a default: ${PREFIX:-value}.
              line 3: source.connect.url: "ftp://x" is no web address. Write http://host:port.
              line 3: source.connect.connector: is missing; it has to be given.
              line 4: lake.path: is missing; it has to be given.
              line 5: trigger.interval: "soon" is no duration. \
            Write a number and its unit: 200ms, 60s, 5m, 2h or 7d.
              line 5: trigger.max-record: unknown key "max-record". Did you mean "max-records"? \
            Allowed here: interval, max-records.
            Mend the lines above and start again.\
            """);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "# nothing\n", "just text", "- a\n- b"})
  void aFileThatHoldsNoKeysIsRefused(String yaml) {
    assertThatThrownBy(() -> parse(yaml)).hasMessageContaining("expected keys such as");
  }

  @Test
  void aMissingFileIsToldByItsName(@TempDir Path folder) {
    Path file = folder.resolve("gone.yaml");
    assertThatThrownBy(() -> ConfigFile.load(file, Map.of()))
        .hasMessageContaining("\"" + file + "\" cannot be read. There is no such file. Name one");
  }

  @Test
  void aFileInAnotherEncodingIsRefusedWithTheReason(@TempDir Path folder) throws IOException {
    Path file = Files.write(folder.resolve("latin.yaml"), new byte[] {'a', (byte) 0xE4, '\n'});
    assertThatThrownBy(() -> ConfigFile.load(file, Map.of()))
        .hasMessageContaining("MalformedInputException")
        .hasMessageContaining("It has to be a text file in UTF-8");
  }

  @ParameterizedTest
  @CsvSource({
    "200ms, PT0.2S, 200ms",
    "60s, PT60S, 1m",
    "90s, PT90S, 90s",
    "5m, PT5M, 5m",
    "2h, PT2H, 2h",
    "24h, PT24H, 1d",
    "7d, PT168H, 7d"
  })
  void durationsAreReadAndWritten(String text, Duration duration, String written) {
    PipelineConfig config = parse(LEAST + "trigger: {interval: " + text + "}");
    assertThat(config.trigger().interval()).isEqualTo(duration);
    assertThat(config.describe()).contains("interval: \"" + written + "\"");
  }

  @ParameterizedTest
  @CsvSource({
    "${A}, a",
    "${A:-b}, a",
    "${EMPTY:-b}, b",
    "${NONE:-b}, b",
    "x-${A}-${NONE:-c}, x-a-c",
    "$${A}, ${A}",
    "a$b, a$b"
  })
  void theEnvironmentIsPutIntoValues(String written, String read) {
    String yaml = LEAST.replace("/lake", "\"" + written + "\"");
    Map<String, String> environment = Map.of("A", "a", "EMPTY", "");
    assertThat(ConfigFile.parse(yaml, "test.yaml", environment).lake().path()).isEqualTo(read);
  }

  @Test
  void whatAVariableHoldsIsNeverReadAsYaml() {
    Map<String, String> environment = Map.of("A", "x}\nlake: {path: /evil ${B}");
    String yaml = LEAST.replace("/lake", "\"${A}\"");
    assertThat(ConfigFile.parse(yaml, "test.yaml", environment).lake().path())
        .isEqualTo(environment.get("A"));
  }

  @Test
  void secretsAreTakenFromTheEnvironmentOnlyAndNeverQuoted() {
    String yaml =
        LEAST.replace("topic-prefix: p", "topic-prefix: p, options: {sasl.jaas.config: hush1}")
            + "alerts: {slack: {token: hush2}}\n";
    assertThatThrownBy(() -> parse(yaml))
        .hasMessageContaining("sasl.jaas.config: is a secret; keep it out of this file")
        .hasMessageContaining("alerts.slack.token: is a secret; keep it out of this file")
        .hasMessageNotContaining("hush");
  }

  @Test
  void aPasswordInTheJdbcAddressIsRefusedAndNotQuoted() {
    String postgres = "  postgres: {jdbc-url: \"jdbc:postgresql:x?password=hush\", user: u}\n";
    assertThatThrownBy(() -> parse(LEAST.replace("lake:", postgres + "lake:")))
        .hasMessageContaining("source.postgres.jdbc-url: holds a password")
        .hasMessageNotContaining("hush");
  }

  @Test
  void optionsOfKafkaAreCheckedByTheirNames() {
    String options = "{securty.protocol: SSL, group.id: mine, max.poll.records: 5}";
    String yaml = LEAST.replace("topic-prefix: p", "topic-prefix: p, options: " + options);
    assertThatThrownBy(() -> parse(yaml))
        .hasMessageContaining("It has 2 faults")
        .hasMessageContaining("Did you mean \"security.protocol\"?")
        .hasMessageContaining("\"group.id\" is set by the job itself");
  }

  @Test
  void optionsReachKafkasClientWithTheirSecretsAndNobodyElse() {
    String options = "{security.protocol: SASL_SSL, sasl.jaas.config: \"x ${P};\"}";
    String yaml = LEAST.replace("topic-prefix: p", "topic-prefix: p, options: " + options);
    PipelineConfig config = ConfigFile.parse(yaml, "test.yaml", Map.of("P", "hush"));

    assertThat(config.source().kafka().clientOptions())
        .containsOnly(
            Map.entry("bootstrap.servers", "a:1"),
            Map.entry("security.protocol", "SASL_SSL"),
            Map.entry("sasl.jaas.config", "x hush;"));
    assertThat(config.describe() + config).doesNotContain("hush").contains("SASL_SSL");
  }

  @Test
  void aSecretIsNeitherShownNorSerialised() throws Exception {
    Secret secret = new Secret("hush");

    assertThat(secret).hasToString("***");
    assertThat(new ObjectMapper().writeValueAsString(secret)).isEqualTo("\"***\"");
    assertThat(secret.scrub("it was hush, hush")).isEqualTo("it was ***, ***");
    try (ObjectOutputStream out = new ObjectOutputStream(new ByteArrayOutputStream())) {
      assertThatThrownBy(() -> out.writeObject(secret))
          .isInstanceOf(NotSerializableException.class)
          .hasMessageContaining("Secret");
    }
  }

  @Test
  void whatIsNotConfiguredIsAskedForByTheCommandThatNeedsIt() {
    assertThatThrownBy(() -> parse(LEAST).source().requirePostgres())
        .hasMessage(
            "\"source.postgres\" is not configured. This command asks the source database."
                + " Give it jdbc-url, user and password.");
  }

  @ParameterizedTest
  @CsvSource({
    "*.*, public, orders, true",
    "public.*, public, orders, true",
    "public.*, sales, orders, false",
    "public.order_?, public, order_7, true",
    "public.order_?, public, order_77, false",
    "public.a+b, public, a+b, true",
    "public.a+b, public, aab, false",
    "Public.*, public, orders, false"
  })
  void patternsNameTables(String pattern, String schema, String table, boolean matches) {
    assertThat(TablePattern.parse(pattern).matches(new TableId(schema, table))).isEqualTo(matches);
  }

  @Test
  void anExcludedTableIsNotSelected() {
    TablesConfig tables =
        parse(LEAST + "tables: {include: [public.*], exclude: [public.tmp_*]}").tables();

    assertThat(tables.selects(new TableId("public", "orders"))).isTrue();
    assertThat(tables.selects(new TableId("public", "tmp_x"))).isFalse();
    assertThat(tables.selects(new TableId("sales", "orders"))).isFalse();
  }

  @Test
  void whatIsDoneWhenATableChangesItsShapeIsSaidByTable() {
    assertThat(parse(LEAST).tables().schemaChanges().of(new TableId("public", "t")))
        .isEqualTo(SchemaPolicy.EVOLVE);
    SchemaChangesConfig changes =
        parse(
                LEAST
                    + "tables: {schema-changes: {default: hold, evolve: [a.*], hold: [a.x],"
                    + " stop: [a.y, b.*]}}")
            .tables()
            .schemaChanges();
    assertThat(changes.of(new TableId("public", "t"))).isEqualTo(SchemaPolicy.HOLD);
    assertThat(changes.of(new TableId("a", "t"))).isEqualTo(SchemaPolicy.EVOLVE);
    assertThat(changes.of(new TableId("a", "x"))).isEqualTo(SchemaPolicy.HOLD);
    assertThat(changes.of(new TableId("a", "y"))).isEqualTo(SchemaPolicy.STOP);
    assertThat(changes.of(new TableId("b", "t"))).isEqualTo(SchemaPolicy.STOP);
  }

  private static String rule(String rule) {
    return "alerts: {rules: {r: " + rule + "}}";
  }

  private static PipelineConfig parse(String yaml) {
    return ConfigFile.parse(yaml, "test.yaml", Map.of());
  }
}
