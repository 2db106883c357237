package io.tidemark.notebooks;

import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.launcher.JavaModuleOptions;

/**
 * Tells Jupyter how to start the kernel: with this JVM's Java and class path.
 *
 * <p>Takes a folder for {@code JUPYTER_PATH}, and writes {@code kernels/tidemark-java/} into it.
 */
public final class KernelSpec {

  /** The name that the notebook's metadata gives. */
  static final String NAME = "tidemark-java";

  private KernelSpec() {}

  /** Write the kernel's description into the folder that the only argument names. */
  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0], "kernels", NAME).toAbsolutePath();
    Files.createDirectories(folder);
    Path options = Files.write(folder.resolve("java-options"), options());
    Map<String, Object> spec =
        Map.of(
            "argv",
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + options,
                JavaKernel.class.getName(),
                "{connection_file}"),
            "display_name",
            "Java (Tidemark)",
            "language",
            "java",
            "interrupt_mode",
            "message");
    String json = new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(spec);
    Files.writeString(folder.resolve("kernel.json"), json);
  }

  /** An argument file of {@code java}: a class path of 200 jars is too long for a command. */
  private static List<String> options() {
    List<String> options = new ArrayList<>(List.of("-Xmx2g"));
    options.addAll(List.of(JavaModuleOptions.defaultModuleOptionArray()));
    options.add("-Djava.awt.headless=true");
    options.add("-Duser.timezone=UTC");
    // Spark's own listeners stay on this machine.
    options.add("-Dspark.driver.host=127.0.0.1");
    options.add("-Dspark.driver.bindAddress=127.0.0.1");
    options.add("-Dspark.ui.enabled=false");
    options.add("-classpath");
    options.add(quoted(System.getProperty("java.class.path")));
    return options;
  }

  private static String quoted(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }
}
