package io.tidemark.bench.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

class FindingsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Findings findings = new Findings();

  @Test
  void theLargestHeapOfAllPartsCounts() {
    findings.add(part("a", 700, true));
    findings.add(part("b", 900, true));
    findings.add(new Figures("", JSON.createObjectNode().put("c", 1), true));
    assertThat(findings.toJson().get("peak_heap_mb").asLong()).isEqualTo(900);
    assertThat(findings.good()).isTrue();
  }

  @Test
  void theProfilesOfAllPartsAreThere() {
    findings.add(part("a", 1, true));
    findings.add(part("b", 1, true));
    assertThat(findings.toJson().get("profiles")).hasToString("{\"a\":{},\"b\":{}}");
  }

  @Test
  void onePartThatIsNotGoodIsEnough() {
    findings.add(part("a", 1, false));
    findings.add(part("b", 1, true));
    assertThat(findings.good()).isFalse();
  }

  private static Figures part(String name, long heap, boolean good) {
    ObjectNode json = JSON.createObjectNode().put("peak_heap_mb", heap);
    json.withObjectProperty("profiles").putObject(name);
    return new Figures("", json, good);
  }
}
