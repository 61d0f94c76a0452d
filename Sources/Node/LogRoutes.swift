import Foundation
import HTTPTypes
import Hummingbird
import Ledger
import NIOCore
import Vocabulary

/// What anybody may read of a log over HTTP: its checkpoint, its tiles, its changes of key.
///
/// Source: c2sp.org/tlog-tiles. None of it holds anything about anybody: an entry is its kind, its time and a salted hash.
package struct LogRoutes: Sendable {
    private let disk: any LogDisk
    private let needsWitnesses: Bool

    /// Serves the log on a disk, which may have a writer.
    ///
    /// With `needsWitnesses` the checkpoint served is the newest with enough cosignatures, where there is one.
    package init(disk: any LogDisk, needsWitnesses: Bool) {
        self.disk = disk
        self.needsWitnesses = needsWitnesses
    }

    /// Adds `checkpoint`, `tile/…` and `rotations/N` below a prefix.
    package func add<Context: RequestContext>(to router: some RouterMethods<Context>) {
        router.get("checkpoint") { _, _ in
            let note = try await LedgerReader.open(disk: disk).checkpoint(cosigned: needsWitnesses)
            return Self.response(.ok, "text/plain; charset=utf-8", Array(note.encoded.utf8), cache: "no-store")
        }
        router.get("tile/**") { _, context in
            await file(Tile(path: "tile/" + context.parameters.getCatchAll().joined(separator: "/"))?.path)
        }
        router.get("rotations/{number}") { _, context in
            let number = try context.parameters.require("number", as: UInt16.self)
            return await file("rotations/\(number)", type: "text/plain; charset=utf-8")
        }
    }

    private func file(_ path: String?, type: String = "application/octet-stream") async -> Response {
        do {
            if let path, let bytes = try await disk.contents(of: path) {
                return Self.response(.ok, type, bytes, cache: "public, max-age=604800, immutable")
            }
            return Self.response(
                .notFound,
                "text/plain; charset=utf-8",
                Array("no such file\n".utf8),
                cache: "no-store"
            )
        } catch {
            let words = Array("the log cannot be read\n".utf8)
            return Self.response(.serviceUnavailable, "text/plain; charset=utf-8", words, cache: "no-store")
        }
    }

    static func response(_ status: HTTPResponse.Status, _ type: String, _ bytes: [UInt8], cache: String) -> Response {
        Response(
            status: status,
            headers: [.contentType: type, .cacheControl: cache],
            body: .init(byteBuffer: ByteBuffer(bytes: bytes))
        )
    }

    /// Serves a log by itself, without the node, until the process is told to stop.
    package func serve(port: Int, ready: @escaping @Sendable (Int) async -> Void) async throws {
        let router = Router()
        add(to: router)
        let application = Application(
            router: router,
            configuration: .init(address: .hostname("127.0.0.1", port: port), serverName: nil),
            onServerRunning: { channel in await ready(channel.localAddress?.port ?? port) }
        )
        do {
            try await application.runService()
        } catch let error as IOError where error.errnoCode == EADDRINUSE {
            throw Fault(.portTaken, "port \(port) is in use by another program", help: "choose another with --port")
        }
    }
}
