package io.tidemark.stack.command;

import io.tidemark.stack.home.Home;
import io.tidemark.stack.report.Progress;
import io.tidemark.stack.service.Installation;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** What all commands of the stack need: which home, and where the build is. */
public final class HomeOption {
  /** Set by the launcher: the folder that holds it. */
  static final String REPOSITORY = "tidemark.repository";

  @Option(
      names = "--home",
      paramLabel = "DIR",
      description = "The stack's folder; else $$TIDEMARK_HOME, else .tidemark beside the launcher.")
  private Path home;

  /** The home that the user means. */
  public Home home() {
    if (home != null) {
      return new Home(home);
    }
    String named = System.getenv("TIDEMARK_HOME");
    return named == null || named.isBlank()
        ? new Home(installation().repository().resolve(".tidemark"))
        : new Home(Path.of(named));
  }

  /** The build beside the launcher. */
  public Installation installation() {
    return new Installation(Path.of(System.getProperty(REPOSITORY, ".")));
  }

  Progress progress() {
    return new Progress(System.err);
  }

  Stack stack() {
    return new Stack(home(), installation(), progress());
  }
}
