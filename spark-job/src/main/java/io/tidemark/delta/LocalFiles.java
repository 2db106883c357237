package io.tidemark.delta;

import io.delta.kernel.defaults.engine.fileio.InputFile;
import io.delta.kernel.defaults.engine.fileio.OutputFile;
import io.delta.kernel.defaults.engine.hadoopio.HadoopFileIO;
import io.delta.kernel.defaults.engine.hadoopio.HadoopInputFile;
import io.delta.kernel.internal.util.Utils;
import io.delta.kernel.utils.CloseableIterator;
import io.delta.kernel.utils.FileStatus;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A lake's files where they lie on this machine. Hadoop's own local file system starts a process
 * for each permission that it sets and for each name that it looks at, some sixteen a commit, and
 * writes a file of checksums beside every file. It also looks whether a log entry is there and
 * writes it in two steps, between which another writer's is lost; here that is one.
 */
final class LocalFiles extends HadoopFileIO {
  private static final Logger LOG = LoggerFactory.getLogger(LocalFiles.class);

  private final FileSystem reader;

  LocalFiles(Configuration hadoop) {
    super(hadoop);
    reader = new RawLocalFileSystem();
    try {
      reader.initialize(URI.create("file:///"), hadoop);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot reach the local file system", e);
    }
  }

  /** A Hadoop path's place. */
  static Path local(String path) {
    return Path.of(new org.apache.hadoop.fs.Path(path).toUri().getPath());
  }

  @Override
  public CloseableIterator<FileStatus> listFrom(String filePath) throws IOException {
    Path first = local(filePath);
    List<Path> files = new ArrayList<>();
    try (Stream<Path> all = Files.list(first.getParent())) {
      all.filter(file -> name(file).compareTo(name(first)) >= 0).sorted().forEach(files::add);
    } catch (NoSuchFileException | NotDirectoryException e) {
      throw missing(filePath, e);
    }
    List<FileStatus> found = new ArrayList<>();
    for (Path file : files) {
      try {
        found.add(status(file));
      } catch (NoSuchFileException e) {
        LOG.debug("{} was there a moment ago", file);
      }
    }
    return Utils.toCloseableIterator(found.iterator());
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }

  private static FileStatus status(Path file) throws IOException {
    return FileStatus.of(
        "file:" + file, Files.size(file), Files.getLastModifiedTime(file).toMillis());
  }

  private static FileNotFoundException missing(String path, IOException cause) {
    FileNotFoundException missing = new FileNotFoundException("there is no '" + path + "'");
    missing.initCause(cause);
    return missing;
  }

  @Override
  public FileStatus getFileStatus(String path) throws IOException {
    try {
      return status(local(path));
    } catch (NoSuchFileException e) {
      throw missing(path, e);
    }
  }

  @Override
  public String resolvePath(String path) {
    return reader.makeQualified(new org.apache.hadoop.fs.Path(path)).toString();
  }

  @Override
  public boolean mkdirs(String path) throws IOException {
    Files.createDirectories(local(path));
    return true;
  }

  @Override
  public InputFile newInputFile(String path, long fileSize) {
    return new HadoopInputFile(reader, new org.apache.hadoop.fs.Path(path), fileSize);
  }

  @Override
  public OutputFile newOutputFile(String path) {
    return new LocalFile(path);
  }

  @Override
  public boolean delete(String path) throws IOException {
    return Files.deleteIfExists(local(path));
  }

  @Override
  public void copyFileAtomically(String from, String to, boolean overwrite) throws IOException {
    LocalFile target = new LocalFile(to);
    Path written = target.temporary();
    Files.copy(local(from), written);
    target.show(written, overwrite);
  }
}
