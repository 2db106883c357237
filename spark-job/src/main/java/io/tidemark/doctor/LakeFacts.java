package io.tidemark.doctor;

import io.tidemark.decode.TableId;
import java.util.Map;

/**
 * What is known of the place where the lake lies.
 *
 * @param path as an absolute address
 * @param exists whether the folder is there; else the nearest folder above it was examined
 * @param failure why a file could not be written; null if one could
 * @param type of file system, such as {@code ext4}, {@code nfs4} or {@code s3a}
 * @param freeBytes -1 where the file system does not say
 * @param stale why tables are stale, by table
 * @param refused number of events in the quarantine that could not be applied
 * @param held number of those that wait behind them
 */
record LakeFacts(
    String path,
    boolean exists,
    String failure,
    String type,
    long freeBytes,
    Map<TableId, String> stale,
    int refused,
    int held) {}
