package io.tidemark.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Writes records as YAML, keys in the file's spelling. New components are there at once. */
final class Description {
  private static final YAMLMapper YAML =
      new YAMLMapper(
          new YAMLFactory()
              .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
              .disable(YAMLGenerator.Feature.SPLIT_LINES)
              .enable(YAMLGenerator.Feature.LITERAL_BLOCK_STYLE));

  private Description() {}

  static String of(Record config) {
    try {
      return YAML.writeValueAsString(plain(config));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the configuration cannot be written as YAML", e);
    }
  }

  private static Object plain(Object value) {
    if (value instanceof Secret secret) {
      return secret.masked();
    }
    if (value instanceof TablePattern pattern) {
      return pattern.glob();
    }
    if (value instanceof Duration duration) {
      return Durations.format(duration);
    }
    if (value instanceof Enum<?> constant) {
      return constant.name().toLowerCase(Locale.ROOT);
    }
    if (value instanceof Collection<?> list) {
      return list.stream().map(Description::plain).toList();
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> sorted = new TreeMap<>();
      map.forEach((key, below) -> sorted.put(key.toString(), plain(below)));
      return sorted;
    }
    return value instanceof Record config ? components(config) : value;
  }

  private static Map<String, Object> components(Record config) {
    Map<String, Object> keys = new LinkedHashMap<>();
    for (RecordComponent component : config.getClass().getRecordComponents()) {
      Object value = read(component, config);
      if (value instanceof Optional<?> optional) {
        value = optional.orElse(null);
      }
      if (value instanceof AlertRule.Common common) {
        keys.putAll(components(common));
      } else if (value != null) {
        keys.put(kebab(component.getName()), plain(value));
      }
    }
    return keys;
  }

  private static Object read(RecordComponent component, Record config) {
    try {
      return component.getAccessor().invoke(config);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot read " + component, e);
    }
  }

  private static String kebab(String camel) {
    return camel.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }
}
