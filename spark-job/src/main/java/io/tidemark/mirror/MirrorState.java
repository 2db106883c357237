package io.tidemark.mirror;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Optional;

/**
 * What a mirror remembers besides its rows, in the domain {@link #DOMAIN} of its commits.
 *
 * @param floor LSN of the last TRUNCATE, 0 for none: changes before it are void wherever they come
 *     from
 * @param sequence number of changes committed; compaction does not count
 * @param debts of a table without a key; else none
 */
record MirrorState(long floor, long sequence, List<Debt> debts) {
  static final String DOMAIN = "tidemark.mirror";

  private static final ObjectMapper JSON = new ObjectMapper();

  MirrorState {
    debts = debts == null ? List.of() : List.copyOf(debts);
  }

  static MirrorState parse(Optional<String> json) {
    if (json.isEmpty()) {
      return new MirrorState(0, 0, List.of());
    }
    try {
      return JSON.readValue(json.get(), MirrorState.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a mirror's state is '" + json.get() + "'", e);
    }
  }

  String toJson() {
    return JSON.valueToTree(this).toString();
  }
}
