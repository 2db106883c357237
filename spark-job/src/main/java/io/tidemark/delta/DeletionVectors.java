package io.tidemark.delta;

import io.delta.kernel.defaults.engine.fileio.FileIO;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.internal.actions.DeletionVectorDescriptor;
import io.delta.kernel.internal.deletionvectors.Base85Codec;
import io.delta.kernel.internal.deletionvectors.DeletionVectorUtils;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.CRC32;
import org.apache.hadoop.fs.Path;
import org.roaringbitmap.RoaringBitmap;

/**
 * Writes and reads Delta's deletion vectors (Delta protocol, "Deletion Vector Format"): a bitmap of
 * the row numbers of a data file that are no longer there. Row numbers are below 2^31.
 */
final class DeletionVectors {
  private static final int PORTABLE_FORMAT = 1681511377;
  private static final byte FILE_VERSION = 1;

  private DeletionVectors() {}

  /** The deleted row numbers that a descriptor names. */
  static RoaringBitmap load(Engine engine, String tablePath, DeletionVectorDescriptor descriptor) {
    RoaringBitmap rows = new RoaringBitmap();
    for (long row :
        DeletionVectorUtils.loadNewDvAndBitmap(engine, tablePath, descriptor)._2.toArray()) {
      rows.add(Math.toIntExact(row));
    }
    return rows;
  }

  /**
   * Write one file with all vectors and say where each lies. A failure to write or close it is
   * thrown, so that no commit can name a broken file.
   *
   * @param deleted by data file; none empty
   */
  static Map<String, DeletionVectorDescriptor> write(
      FileIO storage, String tablePath, Map<String, RoaringBitmap> deleted) {
    UUID id = UUID.randomUUID();
    Path file = new Path(tablePath, "deletion_vector_" + id + ".bin");
    Map<String, DeletionVectorDescriptor> descriptors = new LinkedHashMap<>();
    try (DataOutputStream out =
        new DataOutputStream(storage.newOutputFile(file.toString()).create(false))) {
      out.writeByte(FILE_VERSION);
      for (Map.Entry<String, RoaringBitmap> entry : deleted.entrySet()) {
        byte[] bytes = serialized(entry.getValue());
        descriptors.put(
            entry.getKey(),
            new DeletionVectorDescriptor(
                DeletionVectorDescriptor.UUID_DV_MARKER,
                Base85Codec.encodeUUID(id),
                Optional.of(out.size()),
                bytes.length,
                entry.getValue().getLongCardinality()));
        CRC32 checksum = new CRC32();
        checksum.update(bytes);
        out.writeInt(bytes.length);
        out.write(bytes);
        out.writeInt((int) checksum.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the deletion vectors '" + file + "'", e);
    }
    return descriptors;
  }

  private static byte[] serialized(RoaringBitmap rows) {
    rows.runOptimize();
    ByteBuffer buffer =
        ByteBuffer.allocate(
                Integer.BYTES + Long.BYTES + Integer.BYTES + rows.serializedSizeInBytes())
            .order(ByteOrder.LITTLE_ENDIAN);
    buffer.putInt(PORTABLE_FORMAT).putLong(1).putInt(0);
    rows.serialize(buffer);
    return buffer.array();
  }
}
