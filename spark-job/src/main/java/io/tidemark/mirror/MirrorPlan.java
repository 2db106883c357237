package io.tidemark.mirror;

import io.tidemark.decode.ChangeEvent;
import io.tidemark.delta.KeyHash;
import io.tidemark.net.NetChanges;
import io.tidemark.progress.Progress;
import java.util.List;
import java.util.Map;

/**
 * What a micro-batch will do to a mirror, before anything is committed.
 *
 * @param applied changes that the commit takes in, in LSN order
 * @param refused changes that it can't take
 * @param net what happens to each key; to be committed as it stands
 * @param stored rows of the table that the plan touches, by key
 * @param progress how far the mirror will be
 */
public record MirrorPlan(
    List<ChangeEvent> applied,
    List<RefusedChange> refused,
    NetChanges net,
    Map<KeyHash, Object[]> stored,
    Progress progress) {
  public boolean isEmpty() {
    return applied.isEmpty() && refused.isEmpty();
  }
}
