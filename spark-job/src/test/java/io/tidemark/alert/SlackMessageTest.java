package io.tidemark.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.config.AlertRule.Severity;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlackMessageTest {
  @Test
  void slacksOwnSignsAreEscapedSoThatNobodyIsMentioned() {
    Alert alert = alert("<!channel> & co", "a <b> & c", 0);
    assertThat(SlackMessage.of("p", List.of(alert)))
        .contains("&lt;!channel&gt; &amp; co", "a &lt;b&gt; &amp; c")
        .doesNotContain("<");
  }

  @Test
  void aLongTextIsCutWithoutSplittingACharacter() {
    String text = SlackMessage.of("p", List.of(alert("t", "😀".repeat(5000), 0)));
    assertThat(text).contains("😀".repeat(1999) + "…").doesNotContain("😀".repeat(2000));
  }

  @ParameterizedTest
  @CsvSource({
    "1, 0, ''",
    "2, 0, and 1 more at the same time",
    "37, 1, and 36 more within 1s",
    "37, 47000000, and 36 more within 47s",
    "3, 60000000, and 2 more within 1m",
    "3, 7500000000, and 2 more within 2h 5m"
  })
  void theOthersAreCounted(int count, long spanMicros, String told) {
    List<Alert> alerts = new ArrayList<>();
    for (int i = 1; i < count; i++) {
      alerts.add(alert("t", "x", 0));
    }
    alerts.add(alert("t", "x", count == 1 ? 0 : spanMicros));
    List<String> lines = SlackMessage.of("p", alerts).lines().toList();
    assertThat(lines).hasSize(told.isEmpty() ? 3 : 4);
    assertThat(lines.get(2)).isEqualTo(told.isEmpty() ? "_p_ `id`" : told);
  }

  @ParameterizedTest
  @CsvSource({"INFO, :information_source:", "WARNING, :warning:", "CRITICAL, :rotating_light:"})
  void theSeverityIsSeenFirst(Severity severity, String icon) {
    Alert alert = new Alert("id", "r", severity, "t", "x", null, 0, null);
    assertThat(SlackMessage.of("p", List.of(alert))).startsWith(icon + " *r* t");
  }

  private static Alert alert(String title, String text, long atMicros) {
    return new Alert("id", "r", Severity.INFO, title, text, null, atMicros, null);
  }
}
