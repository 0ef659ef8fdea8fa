package io.zonescaler.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zonescaler.node.UserError;
import java.io.PrintWriter;
import java.util.stream.Collectors;

/** The command line's JSON: objects on one line. */
final class Json {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private Json() {}

  static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  static JsonNode parse(String text) throws JsonProcessingException {
    return MAPPER.readTree(text);
  }

  /** An object for people: a line for each field. */
  static void print(ObjectNode object, PrintWriter to) {
    object.properties().forEach(field -> to.println(field.getKey() + " " + field.getValue()));
  }

  /** An object for people, on one line. */
  static String line(JsonNode object) {
    return object.properties().stream()
        .map(
            field ->
                field.getKey()
                    + " "
                    + (field.getValue().isValueNode()
                        ? field.getValue().asText()
                        : field.getValue()))
        .collect(Collectors.joining(", "));
  }

  /** Adds a failure as the field {@code error}. */
  static ObjectNode withError(ObjectNode object, UserError error) {
    object
        .putObject("error")
        .put("what", error.what())
        .put("where", error.where())
        .put("remedy", error.remedy());
    return object;
  }
}
