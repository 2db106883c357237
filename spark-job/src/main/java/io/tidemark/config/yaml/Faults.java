package io.tidemark.config.yaml;

import io.tidemark.error.TidemarkException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects every fault of a file, to report them in one go. */
public final class Faults {
  private record Fault(int line, String path, String message) {}

  private final String file;
  private final List<Fault> faults = new ArrayList<>();

  public Faults(String file) {
    this.file = file;
  }

  /**
   * Note a fault.
   *
   * @param line counted from 1; 0 where the fault is of the file as a whole
   * @param path keys joined by dots; empty for the whole file
   * @param message what is wrong, what is allowed and how to mend it
   */
  public void add(int line, String path, String message) {
    faults.add(new Fault(line, path, message));
  }

  /** How many there are so far. */
  public int count() {
    return faults.size();
  }

  public boolean isEmpty() {
    return faults.isEmpty();
  }

  /** All faults as one CONFIG error, in the order of the file. */
  public TidemarkException asException() {
    StringBuilder list = new StringBuilder();
    faults.stream()
        .sorted(Comparator.comparingInt(Fault::line))
        .forEach(
            fault -> {
              list.append("\n  ").append(fault.line() > 0 ? "line " + fault.line() + ": " : "");
              list.append(fault.path().isEmpty() ? "" : fault.path() + ": ");
              list.append(fault.message());
            });
    String count = faults.size() == 1 ? "1 fault" : faults.size() + " faults";
    return TidemarkException.config(
        "The configuration \"" + file + "\" cannot be used",
        "It has " + count + ":" + list,
        mend());
  }

  private String mend() {
    return faults.size() == 1
        ? "\nMend the line above and start again."
        : "\nMend the lines above and start again.";
  }
}
