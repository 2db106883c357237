package io.tidemark.stack.service;

import io.tidemark.stack.home.FileTree;
import io.tidemark.stack.home.Home;
import io.tidemark.stack.home.Settings;
import io.tidemark.stack.process.Background;
import io.tidemark.stack.process.Command;
import io.tidemark.stack.process.OwnProcess;
import io.tidemark.stack.process.ProcessIdentity;
import io.tidemark.stack.process.Shutdown;
import io.tidemark.stack.report.Progress;
import io.tidemark.stack.report.StackFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** One PostgreSQL server that can be decoded logically and is as durable as in production. */
public final class PostgresService implements Service {
  private static final String PROGRAMS = "programs-18.6.0";

  private final Home home;
  private final Settings settings;
  private final PostgresAccount account;

  public PostgresService(Home home, Settings settings) {
    this.home = home;
    this.settings = settings;
    this.account = PostgresAccount.choose(System.getenv());
  }

  @Override
  public String name() {
    return "postgres";
  }

  @Override
  public OwnProcess process() {
    return new OwnProcess(home.pidFile(name()), marker());
  }

  @Override
  public Shutdown shutdown() {
    return Shutdown.POSTGRES;
  }

  @Override
  public String address() {
    return Settings.HOST + ":" + settings.ports().postgres();
  }

  @Override
  public void start(Progress progress) {
    try {
      account.makeFolder(home.service(name()), Path.of("/var/lib"));
      Path folder = folder();
      PostgresPrograms programs = new PostgresPrograms(folder.resolve(PROGRAMS));
      programs.unpack(progress);
      initialise(programs, progress);
      account.own(data());
      removeStrangersLock(progress);
      Path config = config();
      FileTree.write(config, configuration(), "rw-r--r--");
      List<String> command =
          account.command(
              List.of(programs.postgres().toString(), "-D", data().toString(), "-c", marker()));
      ProcessIdentity started = Background.start(command, Map.of(), folder, home.log(name()));
      process().record(started);
      progress.say(name(), "started as process " + started.pid());
    } catch (IOException e) {
      throw StackFailure.of(
          "PostgreSQL's files could not be written to " + home.service(name()),
          e.toString(),
          "see that the folder may be written to and the disk is not full",
          e);
    }
  }

  @Override
  public boolean answers() {
    return process().find().isPresent() && new SourceDatabase(settings).answers();
  }

  private String marker() {
    return "config_file=" + config();
  }

  private Path config() {
    return folder().resolve("postgresql.conf");
  }

  /** The folder as the server knows it: where the home's is only a link, what that leads to. */
  private Path folder() {
    Path folder = home.service(name());
    try {
      return Files.isSymbolicLink(folder) ? folder.toRealPath() : folder;
    } catch (IOException gone) {
      throw StackFailure.of(
          "PostgreSQL's data folder is gone",
          folder + " leads to " + gone.getMessage() + ", which is not there",
          "put it back, or forget the home's data with './tidemark down --wipe'",
          gone);
    }
  }

  private Path data() {
    return folder().resolve("data");
  }

  private void initialise(PostgresPrograms programs, Progress progress) throws IOException {
    if (Files.exists(data().resolve("PG_VERSION"))) {
      return;
    }
    if (Files.exists(data())) {
      throw StackFailure.of(
          "PostgreSQL's data folder " + data() + " can't be used",
          "it holds no PG_VERSION, so it was not initialised or has lost a part",
          "put it back, or forget the home's data with './tidemark down --wipe'");
    }
    // Made elsewhere and moved when complete: a killed start leaves no half database.
    Path making = folder().resolve("data.new");
    if (Files.exists(making)) {
      progress.say(name(), "removes what an interrupted start left in " + making);
      FileTree.delete(making);
    }
    Files.createDirectories(making);
    Path password = making.resolve("password");
    FileTree.write(password, settings.postgresPassword() + "\n", "rw-------");
    account.own(making);
    Path fresh = making.resolve("data");
    Command initdb =
        Command.run(
            account.command(
                List.of(
                    programs.initdb().toString(),
                    "--pgdata=" + fresh,
                    "--username=" + Settings.OWNER,
                    "--pwfile=" + password,
                    "--auth=scram-sha-256",
                    "--encoding=UTF8",
                    "--locale=C",
                    "--locale-provider=builtin",
                    "--builtin-locale=C.UTF-8",
                    "--no-instructions")));
    if (!initdb.ok()) {
      throw StackFailure.of(
          "PostgreSQL's data folder could not be initialised",
          initdb.output(),
          "see that " + making + " may be written to and the disk is not full");
    }
    Files.move(fresh, data());
    FileTree.delete(making);
    progress.say(name(), "initialised " + data());
  }

  /**
   * After a kill, postmaster.pid may name a process id that another program has by now; PostgreSQL
   * would take it for a running server. A file that names no process it removes by itself.
   */
  private void removeStrangersLock(Progress progress) throws IOException {
    Path lock = data().resolve("postmaster.pid");
    if (!Files.exists(lock)) {
      return;
    }
    List<String> lines = Files.readAllLines(lock);
    boolean namesProcess = !lines.isEmpty() && lines.get(0).strip().matches("[0-9]+");
    if (!namesProcess || ProcessIdentity.of(Long.parseLong(lines.get(0).strip())).isPresent()) {
      // No server of this data folder is running, or start() would not have been called.
      Files.delete(lock);
      progress.say(name(), "removed " + lock + ", left by a killed server");
    }
  }

  private String configuration() {
    return """
    # Written by every start; changes made here are lost. ALTER SYSTEM is kept.
    listen_addresses = '%1$s'
    port = %2$d
    unix_socket_directories = ''
    password_encryption = 'scram-sha-256'
    max_connections = 100
    shared_buffers = '256MB'
    wal_buffers = '16MB'
    max_wal_size = '4GB'
    # Durable as in production: what a test shows here holds there.
    fsync = on
    synchronous_commit = on
    full_page_writes = on
    # Changes can be read from the WAL. What has not been read is kept without limit.
    wal_level = logical
    max_wal_senders = 10
    max_replication_slots = 10
    max_slot_wal_keep_size = -1
    timezone = 'UTC'
    log_timezone = 'UTC'
    log_destination = 'stderr'
    log_line_prefix = '%%m [%%p] %%q%%u@%%d '
    lc_messages = 'C'
    """
        .formatted(Settings.HOST, settings.ports().postgres());
  }
}
