package io.tidemark.bench.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.Test;

class ComparisonTest {
  @Test
  void ratiosAreTidemarksTimeOverTheOthers() {
    Figures figures =
        compare(
            result("consumer", 1, null),
            result("limit", 2, true),
            result("tidemark", 5, true),
            result("merge", 20, true),
            result("paimon", 10, true));
    assertThat(figures.good()).isTrue();
    ObjectNode json = figures.json();
    assertThat(json.get("catch_up_vs_limit").asDouble()).isEqualTo(2.5);
    assertThat(json.get("catch_up_vs_merge").asDouble()).isEqualTo(0.25);
    assertThat(json.get("best_peer").asText()).isEqualTo("paimon");
    assertThat(json.get("catch_up_vs_best_peer").asDouble()).isEqualTo(0.5);
    assertThat(json.get("contenders").get(2).get("events_per_second").asLong()).isEqualTo(200);
  }

  @Test
  void whoeverHoldsTheWrongTableIsNotComparedWith() {
    Figures figures =
        compare(
            result("tidemark", 5, true), result("merge", 1, false), result("merge-tuned", 8, true));
    assertThat(figures.good()).isFalse();
    assertThat(figures.json().has("catch_up_vs_merge")).isFalse();
    assertThat(figures.json().get("best_peer").asText()).isEqualTo("merge-tuned");
    assertThat(figures.text()).contains("WRONG");
  }

  @Test
  void tidemarksOwnWrongTableIsNoFigureAtAll() {
    Figures figures = compare(result("limit", 2, true), result("tidemark", 1, false));
    assertThat(figures.good()).isFalse();
    assertThat(figures.json().has("catch_up_vs_limit")).isFalse();
    assertThat(figures.json().has("peak_heap_mb")).isFalse();
  }

  @Test
  void whoFailedIsShownWithTheReason() {
    Figures figures = compare(new Result("merge", 1000, null, null, "no space left"));
    assertThat(figures.good()).isFalse();
    assertThat(figures.text()).contains("merge", "failed: no space left");
  }

  @Test
  void ofSeveralRunsTheOneInTheMiddleCountsUnlessOneIsWrong() {
    Result median =
        Result.median(
            List.of(result("merge", 9, true), result("merge", 2, true), result("merge", 3, true)));
    assertThat(median.seconds()).isEqualTo(3);
    assertThat(median.toJson().get("seconds_of_runs")).hasToString("[9.0,2.0,3.0]");
    assertThat(Result.median(List.of(result("merge", 9, true), result("merge", 2, false))).right())
        .isFalse();
  }

  private static Figures compare(Result... results) {
    return new Comparison(42, 1000, List.of(results)).figures();
  }

  private static Result result(String contender, double seconds, Boolean right) {
    ObjectNode measures =
        new ObjectMapper()
            .createObjectNode()
            .put("seconds", seconds)
            .put("cpu_seconds", 2 * seconds)
            .put("peak_heap_mb", 100)
            .put("bytes_written", 1_000_000);
    return new Result(contender, 1000, measures, right, null);
  }
}
