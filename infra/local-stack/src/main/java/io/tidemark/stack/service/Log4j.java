package io.tidemark.stack.service;

import io.tidemark.stack.home.FileTree;
import java.io.IOException;
import java.nio.file.Path;

/** How Kafka and Connect write their logs: to stdout, which is a file of the home. */
final class Log4j {
  private static final String FILE = "log4j2.xml";

  private Log4j() {}

  static void write(Path folder) throws IOException {
    FileTree.write(folder.resolve(FILE), TEXT, "rw-r--r--");
  }

  static String option(Path folder) {
    return "-Dlog4j2.configurationFile=" + folder.resolve(FILE);
  }

  private static final String TEXT =
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <Configuration status="WARN">
        <Appenders>
          <Console name="stdout" target="SYSTEM_OUT">
            <PatternLayout pattern="%d{yyyy-MM-dd HH:mm:ss,SSS} %-5p %c{1} - %m%n"/>
          </Console>
        </Appenders>
        <Loggers>
          <Root level="INFO">
            <AppenderRef ref="stdout"/>
          </Root>
          <!-- Several lines a second on a busy or an idle day alike. -->
          <Logger name="org.apache.kafka.connect.runtime.AbstractWorkerSourceTask" level="WARN"/>
          <Logger name="org.apache.kafka.connect.runtime.WorkerSourceTask" level="WARN"/>
          <Logger name="org.apache.kafka.clients.producer.ProducerConfig" level="WARN"/>
          <Logger name="org.apache.kafka.clients.consumer.ConsumerConfig" level="WARN"/>
          <Logger name="org.apache.kafka.clients.admin.AdminClientConfig" level="WARN"/>
        </Loggers>
      </Configuration>
      """;
}
