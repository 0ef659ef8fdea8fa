package io.zonescaler.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zonescaler.node.UserError;

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

  static String error(UserError error) {
    ObjectNode object = object();
    object
        .putObject("error")
        .put("what", error.what())
        .put("where", error.where())
        .put("remedy", error.remedy());
    return object.toString();
  }
}
