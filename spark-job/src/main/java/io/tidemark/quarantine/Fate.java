package io.tidemark.quarantine;

/**
 * What has become of an event in the quarantine.
 *
 * @param reason what was wrong with it when it was tried last
 * @param attempts how often a retry has tried it
 * @param decodedBy the request by which it could be decoded; null if at once or not yet
 * @param request the last request that concerned it; null for none
 * @param resolvedBy what resolved it, or will have once its mirror holds that: the place of a
 *     message in Kafka; null for nothing
 */
public record Fate(
    State state, String reason, int attempts, String decodedBy, String request, String resolvedBy) {
  /** Nobody asked anything for it yet. */
  static Fate first(State state, String reason) {
    return new Fate(state, reason, 0, null, null, null);
  }

  Fate with(State newState, String newResolvedBy) {
    return new Fate(newState, reason, attempts, decodedBy, request, newResolvedBy);
  }

  Fate with(State newState, String newResolvedBy, String byRequest) {
    return new Fate(newState, reason, attempts, decodedBy, byRequest, newResolvedBy);
  }

  /** Tried once more, with this result; a replay counts no attempt. */
  Fate tried(State newState, String newReason, String byRequest) {
    int tried = byRequest.equals(request) ? attempts : attempts + 1;
    return new Fate(newState, newReason, tried, decodedBy, byRequest, null);
  }

  /** The first request by which it could be decoded counts. */
  Fate decoded(String byRequest) {
    String first = decodedBy == null ? byRequest : decodedBy;
    return new Fate(state, reason, attempts, first, request, resolvedBy);
  }
}
