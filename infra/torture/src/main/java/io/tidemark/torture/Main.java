package io.tidemark.torture;

import picocli.CommandLine;

/** Entry point of the module. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    // 1 is for a property that failed; what goes wrong here says nothing about the properties.
    System.exit(
        new CommandLine(new TortureCommand())
            .setExitCodeExceptionMapper(failure -> 2)
            .setCaseInsensitiveEnumValuesAllowed(true)
            .execute(args));
  }
}
