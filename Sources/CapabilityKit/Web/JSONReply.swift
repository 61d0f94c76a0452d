import Foundation
import HTTPTypes
import Hummingbird

/// A JSON answer: sorted keys, times in RFC 3339, never stored by a browser or proxy.
package struct JSONReply {
    /// The whole response.
    package var response: Response

    package init(_ reply: some Encodable, status: HTTPResponse.Status = .ok) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        response = Response(
            status: status,
            headers: [.contentType: "application/json; charset=utf-8", .cacheControl: "no-store"],
            body: .init(byteBuffer: ByteBuffer(bytes: try encoder.encode(reply)))
        )
    }
}
