package io.tidemark.stack.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.stack.report.StackFailure;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ConnectorFileTest {
  private static final Path FILE = Path.of("../connector/tidemark-postgres.properties");

  @Test
  void settingsAreReadInOrderAndNothingIsEscaped() {
    assertThat(
            ConnectorFile.parse(
                List.of("# why", "", "a = b=c", "r=x[.](y|z)\\d", "  k=${env:NAME}  "), "f"))
        .containsExactly(
            Map.entry("a", "b=c"), Map.entry("r", "x[.](y|z)\\d"), Map.entry("k", "${env:NAME}"));
  }

  @Test
  void aLineThatIsNoSettingIsAnErrorThatNamesIt() {
    assertThatThrownBy(() -> ConnectorFile.parse(List.of("a=b", "nonsense"), "f.properties"))
        .isInstanceOf(StackFailure.class)
        .hasMessageContaining("line 2 of f.properties: 'nonsense' is no setting");
  }

  @Test
  void aSettingThatIsMadeTwiceIsAnError() {
    assertThatThrownBy(() -> ConnectorFile.parse(List.of("a=b", "a=c"), "f.properties"))
        .isInstanceOf(StackFailure.class)
        .hasMessageContaining("line 2 of f.properties: 'a' is set twice");
  }

  /** Each of these, left at its default, loses or falsifies data without a word. */
  @ParameterizedTest
  @CsvSource({
    "skipped.operations, none",
    "value.converter.replace.null.with.default, false",
    "key.converter.replace.null.with.default, false",
    "decimal.handling.mode, string",
    "interval.handling.mode, string",
    "time.precision.mode, adaptive",
    "offset.mismatch.strategy, trust_offset",
    "datatype.propagate.source.type, .+",
    "include.unknown.datatypes, true",
    "provide.transaction.metadata, true",
    "transforms, restart",
    "transforms.restart.type, io.tidemark.connect.ExactRestart",
    "unavailable.value.placeholder, ${env:TIDEMARK_UNAVAILABLE_VALUE}",
    "topic.creation.default.cleanup.policy, delete",
    "slot.drop.on.stop, false"
  })
  void theConnectorAvoidsWhatASettingCanAvoid(String setting, String value) {
    assertThat(ConnectorFile.read(FILE)).containsEntry(setting, value);
  }

  @Test
  void theConnectorsFileHoldsNoPassword() {
    assertThat(ConnectorFile.read(FILE))
        .containsEntry("database.password", "${env:TIDEMARK_DEBEZIUM_PASSWORD}");
  }
}
