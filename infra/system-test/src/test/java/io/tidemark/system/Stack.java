package io.tidemark.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The local stack that all classes of this JVM share, and the launcher on its home. */
final class Stack implements AutoCloseable {
  /** For a command that ends by itself; a start of Spark takes long on a busy machine. */
  static final Duration PATIENCE = Duration.ofMinutes(4);

  private static final Path LAUNCHER = Path.of("../../tidemark").toAbsolutePath().normalize();
  private static final Path HOME = Path.of("target/stack").toAbsolutePath();

  /** Short lives: what a JVM would gain by compiling well it loses by compiling at all. */
  private static final Map<String, String> JAVA =
      Map.of("TIDEMARK_JAVA_FLAGS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC");

  private static final Pattern SETTING = Pattern.compile("([A-Z_]+)='(.*)'");

  private final Set<Command> commands = ConcurrentHashMap.newKeySet();
  private final Map<String, String> settings = new HashMap<>();
  private boolean closed;

  private Stack() {}

  /** Start it on a fresh home, whatever an earlier run left there. */
  static Stack start() {
    Stack stack = new Stack();
    // Also when the JVM is interrupted.
    Runtime.getRuntime().addShutdownHook(new Thread(stack::close, "stack-down"));
    stack.run(Map.of(), "down", "--wipe").well();
    // Where several builds run at once, another may take a port between its choice and its use.
    Said up = stack.run(Map.of(), "up");
    (up.code() == 0 ? up : stack.run(Map.of(), "up")).well();
    stack.readSettings();
    return stack;
  }

  private void readSettings() {
    try {
      for (String line : Files.readAllLines(HOME.resolve("env"))) {
        Matcher matcher = SETTING.matcher(line);
        if (matcher.matches()) {
          settings.put(matcher.group(1), matcher.group(2));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("'up' made no env", e);
    }
  }

  /** A setting of the home, such as {@code TIDEMARK_KAFKA_BOOTSTRAP_SERVERS}. */
  String setting(String name) {
    String value = settings.get(name);
    if (value == null) {
      throw new IllegalStateException("no '" + name + "' among " + settings.keySet());
    }
    return value;
  }

  /** All settings of the home. */
  Map<String, String> settings() {
    return Map.copyOf(settings);
  }

  Database database() {
    return new Database(
        setting("TIDEMARK_POSTGRES_JDBC_URL"),
        setting("TIDEMARK_POSTGRES_USER"),
        setting("TIDEMARK_POSTGRES_PASSWORD"));
  }

  /** The home's own lake, where every command looks unless told otherwise. */
  Lake lake() {
    return new Lake(this, Path.of(setting("TIDEMARK_LAKE")));
  }

  /** Another lake, filled from the same topics. */
  Lake lake(String name) {
    return new Lake(this, HOME.resolve("lakes").resolve(name));
  }

  /** A file of the tests' own in the home. */
  Path file(String name) {
    return HOME.resolve(name);
  }

  /** Run a command of the launcher to its end. */
  Said run(Map<String, String> environment, String... words) {
    Command command = start(environment, words);
    Said said = command.await(PATIENCE);
    commands.remove(command);
    return said;
  }

  /** Start a command of the launcher. */
  Command start(Map<String, String> environment, String... words) {
    List<String> all = new ArrayList<>(List.of(LAUNCHER.toString()));
    all.addAll(List.of(words));
    all.addAll(List.of("--home", HOME.toString()));
    Map<String, String> whole = new HashMap<>(JAVA);
    whole.putAll(environment);
    return process(words[0], all, whole);
  }

  /** Start another process that must not outlive the tests. */
  Command process(String name, List<String> words, Map<String, String> environment) {
    Command command = Command.start(name, words, environment);
    commands.add(command);
    return command;
  }

  /** End all that was started here; the home with its logs stays for those who look for a fault. */
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      commands.forEach(Command::close);
      run(Map.of(), "down").well();
    }
  }
}
