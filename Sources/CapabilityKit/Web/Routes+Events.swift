import HTTPTypes
import Hummingbird
import NIOCore
import Vocabulary

extension Routes {
    /// Answers `GET /room/path` with events as they happen, for a page's script (`text/event-stream`).
    ///
    /// It ends when the events end, or when the browser goes away.
    package func events(
        _ path: String,
        _ answer: @escaping @Sendable (Visit) async throws -> AsyncThrowingStream<ServerEvent, any Error>
    ) {
        pages.get(RouterPath(path)) { [self] request, context in
            let events = try await answer(try await visit(request, context))
            return Response(
                status: .ok,
                headers: [.contentType: "text/event-stream; charset=utf-8", .cacheControl: "no-store"],
                body: ResponseBody { writer in
                    for try await event in events { try await writer.write(ByteBuffer(string: event.text)) }
                    try await writer.finish(nil)
                }
            )
        }
    }
}

/// One event for a page's script.
package struct ServerEvent: Hashable, Sendable {
    /// The event as it is sent.
    package let text: String

    /// An event by its name, with what it brings; lines may be of any length.
    package init(_ name: String, _ data: String) {
        // A carriage return ends a line of an event too: what follows it would be read as another field, or not at all.
        let lines = data.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map { "data: \($0)\n" }
        text = "event: \(name)\n\(lines.joined())\n"
    }
}
