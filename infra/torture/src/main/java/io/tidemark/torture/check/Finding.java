package io.tidemark.torture.check;

import java.util.List;

/**
 * What a check found.
 *
 * @param property its name, such as "mirror equals table"
 * @param looked what was compared, so that a check that looked at nothing is seen
 * @param evidence what contradicts the property; empty if it holds
 */
public record Finding(String property, String looked, List<String> evidence) {
  private static final int MOST_EVIDENCE = 30;

  public Finding {
    evidence = List.copyOf(evidence.subList(0, Math.min(MOST_EVIDENCE, evidence.size())));
  }

  public boolean holds() {
    return evidence.isEmpty();
  }
}
