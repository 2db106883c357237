package io.tidemark.delta.parquet;

import io.delta.kernel.defaults.engine.fileio.OutputFile;
import java.io.IOException;
import org.apache.parquet.io.PositionOutputStream;

/** Kernel's file for Parquet's writer. */
final class ParquetOutput implements org.apache.parquet.io.OutputFile {
  private final OutputFile file;

  ParquetOutput(OutputFile file) {
    this.file = file;
  }

  @Override
  public PositionOutputStream create(long blockSize) throws IOException {
    return new Position(file.create(false));
  }

  @Override
  public PositionOutputStream createOrOverwrite(long blockSize) throws IOException {
    return create(blockSize);
  }

  @Override
  public boolean supportsBlockSize() {
    return false;
  }

  @Override
  public long defaultBlockSize() {
    return 0;
  }

  @Override
  public String getPath() {
    return file.path();
  }

  private static final class Position extends PositionOutputStream {
    private final io.delta.kernel.defaults.engine.fileio.PositionOutputStream out;

    Position(io.delta.kernel.defaults.engine.fileio.PositionOutputStream out) {
      this.out = out;
    }

    @Override
    public long getPos() throws IOException {
      return out.getPos();
    }

    @Override
    public void write(int b) throws IOException {
      out.write(b);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      out.write(bytes, from, length);
    }

    @Override
    public void flush() throws IOException {
      out.flush();
    }

    @Override
    public void close() throws IOException {
      out.close();
    }
  }
}
