package io.tidemark.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.decode.Operation;
import io.tidemark.decode.TableId;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The file that the demo runs with. Tests run in the module's folder. */
class BundledConfigTest {
  private static final Path FILE = Path.of("pipeline.yaml");

  @Test
  void theBundledFileLoadsWithoutAnyEnvironment() {
    PipelineConfig config = ConfigFile.load(FILE, Map.of());

    assertThat(config.pipeline()).isEqualTo("tidemark");
    assertThat(config.source().kafka().bootstrapServers()).isEqualTo("127.0.0.1:19092");
    assertThat(config.source().kafka().topicPrefix()).isEqualTo("tidemark");
    assertThat(config.source().requirePostgres().password()).isEmpty();
    assertThat(config.source().connect())
        .contains(new ConnectConfig("http://127.0.0.1:18083", "tidemark"));
    assertThat(config.source().unavailableValue()).isEqualTo("__debezium_unavailable_value");
    assertThat(config.lake().path()).isEqualTo(".tidemark/lake");
    assertThat(config.tables().selects(new TableId("public", "transactions"))).isTrue();
    assertThat(config.aggregates()).hasSize(1);
    assertThat(config.aggregates().get(0).name()).isEqualTo("spend_by_country");
    assertThat(config.aggregates().get(0).sql()).startsWith("select country, currency");
    assertThat(config.alerts().slack())
        .isEqualTo(new SlackConfig(Optional.empty(), "#tidemark", "https://slack.com/api/"));
    assertThat(config.verify().every()).isEmpty();
    assertThat(config.trigger()).isEqualTo(new TriggerConfig(Duration.ofMillis(200), 50_000));
  }

  @Test
  void theJarBringsTheSameFile() {
    Map<String, String> environment = Map.of("TIDEMARK_LAKE", "/data/lake");
    assertThat(ConfigFile.bundled(environment)).isEqualTo(ConfigFile.load(FILE, environment));
  }

  @Test
  void theBundledRulesAreThoseOfTheDemo() {
    AlertsConfig alerts = ConfigFile.load(FILE, Map.of()).alerts();

    assertThat(alerts.rules())
        .extracting(AlertRule::name)
        .containsExactly(
            "large_payment", "delete_burst", "quarantined", "mirror_differs", "job_failed");
    AlertRule.RowChange large = (AlertRule.RowChange) alerts.rules().get(0);
    assertThat(large.operations()).isEqualTo(Set.of(Operation.CREATE, Operation.UPDATE));
    assertThat(large.when().orElseThrow().number()).isEqualTo(new BigDecimal("10000"));
    assertThat(large.interval()).isEqualTo(Duration.ofMinutes(1));
    AlertRule.Burst burst = (AlertRule.Burst) alerts.rules().get(1);
    assertThat(burst.moreThan()).isEqualTo(100);
    assertThat(burst.within()).isEqualTo(Duration.ofMinutes(1));
    assertThat(alerts.rules().get(2)).isInstanceOf(AlertRule.Quarantined.class);
    assertThat(alerts.rules().get(3)).isInstanceOf(AlertRule.MirrorDiffers.class);
    assertThat(alerts.rules().get(4).interval()).isEqualTo(Duration.ofMinutes(5));
  }

  @Test
  void theEnvironmentOfTheLocalStackIsTaken() {
    Map<String, String> environment =
        Map.of(
            "TIDEMARK_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:29999",
            "TIDEMARK_LAKE", "/data/lake",
            "TIDEMARK_POSTGRES_PASSWORD", "hush-hush",
            "TIDEMARK_UNAVAILABLE_VALUE", "gone-7f3",
            "TIDEMARK_VERIFY_EVERY", "1h",
            "SLACK_TOKEN", "xoxb-very-secret");

    PipelineConfig config = ConfigFile.load(FILE, environment);

    assertThat(config.source().kafka().bootstrapServers()).isEqualTo("127.0.0.1:29999");
    assertThat(config.lake().path()).isEqualTo("/data/lake");
    assertThat(config.verify().every()).contains(Duration.ofHours(1));
    assertThat(config.source().unavailableValue()).isEqualTo("gone-7f3");
    assertThat(config.alerts().slack().token()).contains(new Secret("xoxb-very-secret"));
    assertThat(config.describe() + config)
        .doesNotContain("hush-hush", "xoxb")
        .contains(
            "password: \"***\"", "token: \"***\"", "path: \"/data/lake\"", "interval: \"200ms\"");
  }
}
