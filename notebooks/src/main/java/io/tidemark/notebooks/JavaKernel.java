package io.tidemark.notebooks;

import io.github.spencerpark.jupyter.channels.JupyterConnection;
import io.github.spencerpark.jupyter.kernel.BaseKernel;
import io.github.spencerpark.jupyter.kernel.KernelConnectionProperties;
import io.github.spencerpark.jupyter.kernel.LanguageInfo;
import io.github.spencerpark.jupyter.kernel.ReplacementOptions;
import io.github.spencerpark.jupyter.kernel.display.DisplayData;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import jdk.jshell.EvalException;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.Snippet.SubKind;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;
import jdk.jshell.UnresolvedReferenceException;
import jdk.jshell.spi.ExecutionControl;
import jdk.jshell.spi.ExecutionControlProvider;
import jdk.jshell.spi.ExecutionEnv;

/**
 * A Jupyter kernel for Java: JShell evaluates each cell in the kernel's own JVM, with the kernel's
 * own class path. The value of a cell's last expression is shown; a cell that fails to compile or
 * throws is answered as failed, which stops a run of the whole notebook.
 */
public final class JavaKernel extends BaseKernel {

  /** Expressions with a value of their own; assignments and declarations show nothing. */
  private static final Set<SubKind> SHOWN =
      EnumSet.of(
          SubKind.TEMP_VAR_EXPRESSION_SUBKIND,
          SubKind.VAR_VALUE_SUBKIND,
          SubKind.OTHER_EXPRESSION_SUBKIND);

  private final CellRunner runner = new CellRunner();
  private final JShell shell;

  JavaKernel() {
    shell =
        JShell.builder()
            .executionEngine(new Engine(runner), Map.of())
            .compilerOptions("-classpath", System.getProperty("java.class.path"))
            .build();
    Display.attach(this);
  }

  /** Serve the connection that the file describes, until Jupyter says to shut down. */
  public static void main(String[] arguments) throws Exception {
    // The library tells of every message.
    Logger.getLogger("").setLevel(Level.WARNING);
    ProcessHandle.current().parent().ifPresent(JavaKernel::endWith);
    var properties = KernelConnectionProperties.parse(Files.readString(Path.of(arguments[0])));
    JupyterConnection connection = new JupyterConnection(properties);
    new JavaKernel().becomeHandlerForConnection(connection);
    connection.connect();
    connection.waitUntilClose();
    // Threads of Spark may still be there.
    System.exit(0);
  }

  /** A kernel whose Jupyter was killed would stay for ever. */
  private static void endWith(ProcessHandle jupyter) {
    CompletableFuture<Void> unused = jupyter.onExit().thenRun(() -> System.exit(1));
  }

  /**
   * Evaluate a cell and render the value of its last expression.
   *
   * @return null when the cell does not end in an expression, or that is null
   * @throws Exception what the cell threw, or a {@link CellFailure}; never an error, which the
   *     library would leave unanswered
   */
  @Override
  public DisplayData eval(String cell) throws Exception {
    try {
      Object value = null;
      String rest = cell;
      while (!rest.isBlank()) {
        CompletionInfo next = shell.sourceCodeAnalysis().analyzeCompletion(rest);
        switch (next.completeness()) {
          case EMPTY -> rest = "";
          case DEFINITELY_INCOMPLETE ->
              throw new CellFailure("The cell ends in the middle of: " + rest.strip());
          default -> {
            value = evaluate(next.source() == null ? rest : next.source());
            rest = next.remaining();
          }
        }
      }
      return value == null ? null : renderer.render(value);
    } catch (Error e) {
      throw new CellFailure(e);
    }
  }

  private Object evaluate(String code) throws Exception {
    Object value = null;
    runner.reset();
    for (SnippetEvent event : shell.eval(code)) {
      if (event.status() == Snippet.Status.REJECTED) {
        throw new CellFailure(diagnostics(event.snippet(), code));
      }
      if (event.exception() instanceof EvalException) {
        throw runner.thrown() instanceof Exception e ? e : new CellFailure(runner.thrown());
      }
      if (event.exception() instanceof UnresolvedReferenceException e) {
        throw new CellFailure(
            "Not defined: "
                + shell.unresolvedDependencies(e.getSnippet()).collect(Collectors.joining(", ")));
      }
      if (event.causeSnippet() == null && SHOWN.contains(event.snippet().subKind())) {
        value = runner.result();
      }
    }
    return value;
  }

  private String diagnostics(Snippet snippet, String code) {
    return shell
        .diagnostics(snippet)
        .map(fault -> fault.getMessage(Locale.ROOT))
        .collect(Collectors.joining("\n", "Does not compile: ", "\n" + code.strip()));
  }

  @Override
  public ReplacementOptions complete(String code, int at) {
    int[] start = {at};
    List<String> names =
        shell.sourceCodeAnalysis().completionSuggestions(code, at, start).stream()
            .map(SourceCodeAnalysis.Suggestion::continuation)
            .distinct()
            .toList();
    return new ReplacementOptions(names, start[0], at);
  }

  @Override
  public void interrupt() {
    shell.stop();
  }

  @Override
  public void onShutdown(boolean isRestarting) {
    shell.close();
  }

  @Override
  public LanguageInfo getLanguageInfo() {
    return new LanguageInfo.Builder("java")
        .version(Runtime.version().toString())
        .mimetype("text/x-java-source")
        .fileExtension(".java")
        .pygments("java")
        .codemirror("text/x-java")
        .build();
  }

  /** Hands JShell the runner of this kernel. */
  private record Engine(CellRunner runner) implements ExecutionControlProvider {

    @Override
    public String name() {
      return "kernel";
    }

    @Override
    public ExecutionControl generate(ExecutionEnv environment, Map<String, String> parameters) {
      return runner;
    }
  }
}
