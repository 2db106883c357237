package io.tidemark.delta;

import io.delta.kernel.defaults.engine.fileio.OutputFile;
import io.delta.kernel.defaults.engine.fileio.PositionOutputStream;
import io.delta.kernel.utils.CloseableIterator;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/** A file on this machine that is to be written. */
final class LocalFile implements OutputFile {
  private static final int BUFFER_BYTES = 64 * 1024;

  private final String address;
  private final Path path;

  LocalFile(String address) {
    this.address = address;
    this.path = LocalFiles.local(address);
  }

  @Override
  public String path() {
    return address;
  }

  /** A name beside it, which no reader of a table looks at. */
  Path temporary() {
    return path.resolveSibling("." + path.getFileName() + "." + UUID.randomUUID() + ".tmp");
  }

  @Override
  public PositionOutputStream create(boolean putIfAbsent) throws IOException {
    if (!putIfAbsent) {
      forgetChecksums();
      return new Counted(open(path), () -> {});
    }
    Path written = temporary();
    return new Counted(open(written), () -> show(written, false));
  }

  @Override
  public void writeAtomically(CloseableIterator<String> lines, boolean overwrite)
      throws IOException {
    Path written = temporary();
    try (CloseableIterator<String> all = lines;
        OutputStream out = open(written)) {
      while (all.hasNext()) {
        out.write(all.next().getBytes(StandardCharsets.UTF_8));
        out.write('\n');
      }
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(written);
      throw e;
    }
    show(written, overwrite);
  }

  private static OutputStream open(Path file) throws IOException {
    OutputStream out;
    try {
      out = Files.newOutputStream(file);
    } catch (NoSuchFileException e) {
      Files.createDirectories(file.getParent());
      out = Files.newOutputStream(file);
    }
    return new BufferedOutputStream(out, BUFFER_BYTES);
  }

  /**
   * Give what is written its name, which nothing else has then.
   *
   * @throws java.nio.file.FileAlreadyExistsException if there is one and it is not to be replaced
   */
  void show(Path written, boolean overwrite) throws IOException {
    try {
      if (overwrite) {
        forgetChecksums();
        Files.move(written, path, StandardCopyOption.ATOMIC_MOVE);
      } else {
        link(written);
      }
    } finally {
      Files.deleteIfExists(written);
    }
  }

  /** A second name for the same file: that fails where there is one, whoever comes first. */
  private void link(Path written) throws IOException {
    try {
      Files.createLink(path, written);
    } catch (UnsupportedOperationException e) {
      Files.move(written, path); // a file system without links
    }
  }

  /** Hadoop's checksums of a file that was there before would be wrong. */
  private void forgetChecksums() throws IOException {
    Files.deleteIfExists(path.resolveSibling("." + path.getFileName() + ".crc"));
  }

  private interface Ending {
    void end() throws IOException;
  }

  /** Knows how many bytes were written. */
  private static final class Counted extends PositionOutputStream {
    private final OutputStream out;
    private final Ending ending;
    private long position;
    private boolean closed;

    Counted(OutputStream out, Ending ending) {
      this.out = out;
      this.ending = ending;
    }

    @Override
    public long getPos() {
      return position;
    }

    @Override
    public void write(int b) throws IOException {
      out.write(b);
      position++;
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      out.write(bytes, from, length);
      position += length;
    }

    @Override
    public void flush() throws IOException {
      out.flush();
    }

    @Override
    public void close() throws IOException {
      if (!closed) {
        closed = true;
        out.close();
        ending.end();
      }
    }
  }
}
