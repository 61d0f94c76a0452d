import Foundation
import ServiceLifecycle
import Synchronization
import Vocabulary

/// Renews the certificate at two thirds of its life and hears what the authority has called back, without a pause in
/// service.
///
/// Each tick: a certificate that was put into the folder by `reeve node renew` is taken up; one that is due is renewed;
/// the list of revoked certificates is fetched. A failure is said and tried again at the next tick.
package final class KeepCertified: Service {
    /// Seconds between two looks; well below the minute within which a revoked node must be refused.
    package static let everySeconds = 15

    private let node: FederationNode
    private let folder: NodeFolder
    private let authority: any AuthorityContact
    private let client: FederationClient?
    private let isStale = Mutex(false)

    package init(
        node: FederationNode,
        folder: NodeFolder,
        authority: any AuthorityContact,
        client: FederationClient? = nil
    ) {
        self.node = node
        self.folder = folder
        self.authority = authority
        self.client = client
        // What was called back before a restart stays called back, authority or not.
        if let note = FileManager.default.contents(atPath: folder.revocations),
            (try? node.revocations.accept(Array(note), at: Timestamp(milliseconds: 0))) == nil
        {
            node.log(FederationEvent(kind: .alarm, reason: "revocations-damaged"))
        }
    }

    /// Looks at once, then every ``everySeconds``, until the service stops.
    package func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                await self.tick()
                try? await Task.sleep(for: .seconds(Self.everySeconds))
            }
        }
    }

    /// One look at certificate and list.
    package func tick() async {
        do {
            try await keepCertificate()
        } catch {
            node.log(FederationEvent(kind: .renewalFailed, force: node.force, reason: FederationEvent.reason(error)))
        }
        do {
            let note = try await authority.revocations()
            // In force before it is on disk, which may be full.
            if try node.revocations.accept(note, at: node.clock()) {
                client?.dropRevoked()
                node.log(FederationEvent(kind: .revocationsChanged, reason: "\(node.revocations.list.number)"))
            }
            keepList(note)
            isStale.withLock { $0 = false }
        } catch {
            let heard = node.revocations.heardAt?.milliseconds ?? 0
            let isLong = node.clock().milliseconds - heard > 60_000
            // Said once for each time the authority falls silent.
            let isNew = isStale.withLock { isStale in
                defer { isStale = isStale || isLong }
                return isLong && !isStale
            }
            if isNew {
                node.log(FederationEvent(kind: .revocationsStale, reason: FederationEvent.reason(error)))
            }
        }
    }

    /// Writes the list for the time after a restart, unless the file says the same.
    private func keepList(_ note: [UInt8]) {
        guard FileManager.default.contents(atPath: folder.revocations) != Data(note) else { return }
        do {
            try Data(note).write(to: URL(filePath: folder.revocations), options: .atomic)
        } catch {
            node.log(FederationEvent(kind: .alarm, reason: "revocations-unwritten"))
        }
    }

    private func keepCertificate() async throws {
        let present = node.identity.certificate
        var kept: NodeCertificate?
        do {
            kept = try folder.readIdentity().certificate
        } catch {
            // The one in use goes on being renewed.
            node.log(FederationEvent(kind: .renewalFailed, force: node.force, reason: FederationEvent.reason(error)))
        }
        if let kept, kept.peer.serial != present.peer.serial, kept.peer.isValid(at: node.clock()),
            kept.peer.force == node.force
        {
            try node.identity.replace(with: kept)
            node.log(FederationEvent(kind: .renewed, force: node.force, reason: "from-folder"))
        } else if node.clock().milliseconds >= present.peer.renewAt.milliseconds {
            let next = try await folder.renew(present, authority: authority, randomness: node.randomness)
            try node.identity.replace(with: next)
            node.log(FederationEvent(kind: .renewed, force: node.force, reason: "due"))
        }
    }
}
