package io.tidemark.alert;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.config.Property;

/** Hears everything that is logged while it is open, down to the finest level. */
final class LogCapture implements AutoCloseable {
  private final Queue<String> lines = new ConcurrentLinkedQueue<>();
  private final Level before = LogManager.getRootLogger().getLevel();
  private final AbstractAppender appender =
      new AbstractAppender("capture", null, null, true, Property.EMPTY_ARRAY) {
        @Override
        public void append(LogEvent event) {
          lines.add(event.getMessage().getFormattedMessage());
          for (Throwable t = event.getThrown(); t != null; t = t.getCause()) {
            lines.add(t.toString());
          }
        }
      };

  private LogCapture() {
    appender.start();
    root().addAppender(appender, Level.ALL, null);
    Configurator.setRootLevel(Level.ALL);
  }

  static LogCapture everything() {
    return new LogCapture();
  }

  String text() {
    return String.join("\n", lines);
  }

  @Override
  public void close() {
    Configurator.setRootLevel(before);
    root().removeAppender("capture");
    appender.stop();
  }

  private static LoggerConfig root() {
    LoggerContext context = (LoggerContext) LogManager.getContext(false);
    return context.getConfiguration().getRootLogger();
  }
}
