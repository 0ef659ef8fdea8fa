package io.zonescaler.server.gateway;

import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import io.zonescaler.v1.proto.ClientMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Reads clients' messages. Bytes that are no message become one that says so, because gRPC would
 * end the call without a reason.
 */
final class InboundMarshaller implements MethodDescriptor.Marshaller<Inbound> {
  private final int maxBytes;

  InboundMarshaller(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  @Override
  public InputStream stream(Inbound value) {
    ClientMessage message = value.message();
    return new ByteArrayInputStream(message == null ? new byte[0] : message.toByteArray());
  }

  @Override
  public Inbound parse(InputStream stream) {
    int length = 0;
    try {
      // A buffer for the longest message would cost more than all else, as most are short.
      int most = stream instanceof KnownLength ? stream.available() : maxBytes + 1;
      byte[] bytes = stream.readNBytes(Math.min(most, maxBytes + 1));
      length = bytes.length;
      if (length > maxBytes) {
        return new Inbound(
            null,
            "a message of more than " + maxBytes + " bytes, the most that is allowed",
            GatewayLimit.MESSAGE_BYTES,
            length);
      }
      return new Inbound(ClientMessage.parseFrom(bytes), "", null, length);
    } catch (InvalidProtocolBufferException e) {
      return new Inbound(
          null, "bytes that are no zonescaler.v1.ClientMessage: " + e.getMessage(), null, length);
    } catch (IOException e) {
      return new Inbound(null, "a message that cannot be read: " + e.getMessage(), null, length);
    }
  }
}
