package io.tidemark.tail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.config.KafkaConfig;
import io.tidemark.decode.Decoder;
import io.tidemark.decode.DecoderSettings;
import io.tidemark.decode.TableId;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class TailCommandTest {
  @ParameterizedTest
  @CsvSource({"30s, 30", "5m, 300", "2h, 7200", "1h30m, 5400"})
  void aDurationIsANumberAndAUnit(String text, long seconds) {
    assertThat(new TailCommand.DurationConverter().convert(text))
        .isEqualTo(Duration.ofSeconds(seconds));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "s", "-5s", "0s", "5d", "soon"})
  void whatIsNoDurationIsWrongUsage(String text) {
    StringWriter err = new StringWriter();
    CommandLine command = new CommandLine(new TailCommand()).setErr(new PrintWriter(err));

    assertThat(command.execute("--for", text)).isEqualTo(2);
    assertThat(err.toString()).contains("is no duration: write a number and its unit");
  }

  @Test
  void aTableIsNamedAloneOrWithItsSchemaOrByAPattern() {
    TableFilter filter = TableFilter.of(List.of("orders", "sales.*", "hr.p?y"));

    assertThat(filter.selects(new TableId("public", "orders"))).isTrue();
    assertThat(filter.selects(new TableId("shop", "orders"))).isTrue();
    assertThat(filter.selects(new TableId("sales", "anything"))).isTrue();
    assertThat(filter.selects(new TableId("hr", "pay"))).isTrue();
    assertThat(filter.selects(new TableId("hr", "play"))).isFalse();
    assertThat(filter.selects(null)).isFalse();
    assertThat(TableFilter.of(List.of()).selects(null)).isTrue();
  }

  @Test
  void aNameWithoutATopicIsToldByTheNameThatWasGiven() {
    Set<String> topics = Set.of("p.public.orders", "p.message");

    assertThat(TableFilter.of(List.of("orders", "odrers", "sales.x")).unmatched(topics, "p"))
        .containsExactly("odrers", "sales.x");
  }

  @Test
  void anUnreachableBrokerIsAnErrorThatSaysWhatToCheck() {
    assertThatThrownBy(
            () ->
                Feed.open(
                    new KafkaConfig("nowhere.invalid:9092", "p", Map.of(), Map.of()),
                    new Decoder(DecoderSettings.of("x"))))
        .hasMessageStartingWith("Kafka at \"nowhere.invalid:9092\" cannot be read. ")
        .hasMessageContaining("Check that it runs (./tidemark status)");
  }
}
