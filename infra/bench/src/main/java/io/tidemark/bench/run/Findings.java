package io.tidemark.bench.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** What all parts found, in one JSON object. */
public final class Findings {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String PROFILES = "profiles";
  private static final String PEAK = "peak_heap_mb";

  private final ObjectNode all = JSON.createObjectNode();
  private final ObjectNode profiles = JSON.createObjectNode();
  private long peak;
  private boolean good = true;

  /** Nothing is found yet; what was measured on. */
  public Findings() {
    all.putObject("machine")
        .put("cores", Runtime.getRuntime().availableProcessors())
        .put("java", System.getProperty("java.version"))
        .put("system", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
  }

  /** Take in what a part found. Of the heaps of Tidemark's JVMs the largest counts. */
  public void add(Figures figures) {
    ObjectNode part = figures.json().deepCopy();
    JsonNode more = part.remove(PROFILES);
    if (more != null) {
      profiles.setAll((ObjectNode) more);
    }
    JsonNode heap = part.remove(PEAK);
    peak = Math.max(peak, heap == null ? 0 : heap.asLong());
    all.setAll(part);
    good &= figures.good();
  }

  /** Whether every part is good. */
  public boolean good() {
    return good;
  }

  public ObjectNode toJson() {
    ObjectNode json = all.deepCopy();
    if (peak > 0) {
      json.put(PEAK, peak);
    }
    return profiles.isEmpty() ? json : json.set(PROFILES, profiles);
  }
}
