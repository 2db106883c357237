package io.tidemark.delta;

import io.delta.kernel.TableManager;
import io.delta.kernel.TransactionCommitResult;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.exceptions.KernelEngineException;
import io.delta.kernel.hook.PostCommitHook;
import io.delta.kernel.hook.PostCommitHook.PostCommitHookType;
import io.delta.kernel.internal.SnapshotImpl;
import io.delta.kernel.internal.checksum.CRCInfo;
import io.delta.kernel.internal.checksum.ChecksumUtils;
import io.delta.kernel.internal.checksum.ChecksumWriter;
import java.io.IOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What Kernel offers to do after a commit, to make reading the log quicker. It looks for domain
 * metadata in every commit, and reads the log for it, back to the last checkpoint, unless the
 * version before has a checksum (Delta protocol, "Version Checksum File"). So a first commit gets
 * one. Those that follow carry theirs in memory; it is written where a checkpoint is.
 */
final class PostCommit {
  private static final Logger LOG = LoggerFactory.getLogger(PostCommit.class);

  private PostCommit() {}

  /**
   * Do what is worth it after a commit.
   *
   * @return whether the snapshot that the commit left has its checksum; else one that is read anew
   *     has it
   */
  static boolean run(Engine engine, String path, TransactionCommitResult result) {
    List<PostCommitHookType> types =
        result.getPostCommitHooks().stream().map(PostCommitHook::getType).toList();
    boolean summed = types.contains(PostCommitHookType.CHECKSUM_SIMPLE);
    boolean written =
        !summed || result.getVersion() == 0 || types.contains(PostCommitHookType.CHECKPOINT);
    for (PostCommitHook hook : result.getPostCommitHooks()) {
      if (written) {
        run(hook, engine, path, result.getVersion());
      }
    }
    return summed;
  }

  /** The commit stands, whatever becomes of this. */
  private static void run(PostCommitHook hook, Engine engine, String path, long version) {
    try {
      if (hook.getType() == PostCommitHookType.CHECKSUM_FULL) {
        sum(engine, path, version);
      } else {
        hook.threadSafeInvoke(engine);
      }
    } catch (IOException | KernelEngineException e) {
      LOG.warn("no {} of '{}' at version {}", hook.getType(), path, version, e);
    }
  }

  /**
   * Kernel's own hook (4.4.0, {@code ChecksumFullHook}) also lists the files of a table that has
   * few, and fails where one of them has a deletion vector and another has none.
   */
  private static void sum(Engine engine, String path, long version) throws IOException {
    SnapshotImpl snapshot =
        (SnapshotImpl) TableManager.loadSnapshot(path).atVersion(version).build(engine);
    CRCInfo sum = ChecksumUtils.computeChecksum(engine, snapshot.getLogSegment(), false);
    new ChecksumWriter(snapshot.getLogPath()).writeCheckSum(engine, sum);
  }
}
