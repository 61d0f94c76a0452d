import CapabilityKit
import Foundation
import HTTPTypes
import Hummingbird
import Ledger
import PageKit
import Vocabulary

/// The files a browser needs: our own style and script, and the front-end parts fetched at set-up.
///
/// Each is served as `/a/<hash>/name`, where the hash is of all the files as they were at start: it may be kept for
/// ever, and a style sheet finds its font by the name alone.
struct AssetShelf: Sendable {
    /// One file, whole in memory.
    struct Asset: Sendable {
        var bytes: ByteBuffer
        var type: String
    }

    private let assets: [String: Asset]
    private let hash: String

    /// Reads our own files, and those fetched at set-up, whose hashes must be those of the lock file.
    ///
    /// - Throws: ``Fault`` `node.asset_changed` when a fetched file is not the one that was locked.
    init(own: URL, fetched: URL?, lock: URL?) throws {
        var found: [String: Asset] = [:]
        for (name, url) in Self.files(under: own) { found[name] = try Self.asset(name, url) }
        if let fetched, let lock {
            let locked = try Self.lockedHashes(lock)
            for (name, url) in Self.files(under: fetched) where !name.hasPrefix(".") {
                guard let wanted = locked[name] else { continue }
                let asset = try Self.asset(name, url)
                guard Digest.sha256(Array(asset.bytes.readableBytesView)).description == wanted else {
                    throw Fault(
                        .assetChanged,
                        "the front-end file `\(name)` is not the one that was checked",
                        help: "delete `.reeve/assets` and run `make demo` again"
                    )
                }
                found[name] = asset
            }
        }
        assets = found
        var all = Digest.Stream()
        for (name, asset) in found.sorted(by: { $0.key < $1.key }) {
            all.update(Array(name.utf8))
            all.update(Digest.sha256(Array(asset.bytes.readableBytesView)).bytes)
        }
        hash = String(all.finish().description.prefix(16))
    }

    /// The address of each file.
    var addresses: AssetAddresses {
        let hash = hash
        return AssetAddresses { name in
            Address(parts: ["a", hash] + name.split(separator: "/").map(String.init))
        }
    }

    /// The response for `/a/<hash>/name`; another hash is another set of files and not found.
    func response(hash: String, name: String) throws -> Response {
        guard hash == self.hash, let asset = assets[name] else {
            throw Fault(.noSuchPage, "there is no such file", help: "load the page again")
        }
        return Response(
            status: .ok,
            headers: [.contentType: asset.type, .cacheControl: "public, max-age=31536000, immutable"],
            body: .init(byteBuffer: asset.bytes)
        )
    }

    private static func files(under folder: URL) -> [(String, URL)] {
        guard let walk = FileManager.default.enumerator(atPath: folder.path(percentEncoded: false)) else { return [] }
        return walk.compactMap { $0 as? String }.sorted().compactMap { name in
            let url = folder.appending(path: name)
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: url.path(percentEncoded: false), isDirectory: &isFolder),
                !isFolder.boolValue
            else {
                return nil
            }
            return (name, url)
        }
    }

    private static func asset(_ name: String, _ url: URL) throws -> Asset {
        let bytes = try Data(contentsOf: url)
        return Asset(bytes: ByteBuffer(bytes: bytes), type: type(of: name))
    }

    private static func lockedHashes(_ lock: URL) throws -> [String: String] {
        var hashes: [String: String] = [:]
        for line in try String(contentsOf: lock, encoding: .utf8).split(separator: "\n") {
            let parts = line.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: true)
            guard parts.count == 2 else { continue }
            let name = parts[1].drop { $0 == " " || $0 == "*" }
            hashes[String(name.hasPrefix("./") ? name.dropFirst(2) : name)] = String(parts[0])
        }
        return hashes
    }

    private static func type(of name: String) -> String {
        switch name.split(separator: ".").last {
        case "css": "text/css; charset=utf-8"
        case "js", "mjs": "text/javascript; charset=utf-8"
        case "svg": "image/svg+xml"
        case "png": "image/png"
        case "woff2": "font/woff2"
        case "otf": "font/otf"
        case "ttf": "font/ttf"
        default: "application/octet-stream"
        }
    }
}

extension Fault.Code {
    /// A front-end file differs from the one that was checked.
    package static let assetChanged = Self("node.asset_changed", status: 500)
}
