package io.tidemark.mirror;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Optional;

/**
 * What a mirror remembers besides its rows, in the domain {@link #DOMAIN} of its commits.
 *
 * @param floor LSN of the last TRUNCATE, 0 for none: changes before it are void wherever they come
 *     from
 * @param sequence number of changes committed; compaction does not count
 */
record MirrorState(long floor, long sequence) {
  static final String DOMAIN = "tidemark.mirror";

  private static final ObjectMapper JSON = new ObjectMapper();

  static MirrorState parse(Optional<String> json) {
    if (json.isEmpty()) {
      return new MirrorState(0, 0);
    }
    try {
      return JSON.readValue(json.get(), MirrorState.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a mirror's state is '" + json.get() + "'", e);
    }
  }

  String toJson() {
    return JSON.createObjectNode().put("floor", floor).put("sequence", sequence).toString();
  }
}
