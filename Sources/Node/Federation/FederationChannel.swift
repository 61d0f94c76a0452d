import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOSSL
import NIOTLS
import Synchronization
import Vocabulary

/// A connection from another node: TLS with the certificate in use at the moment it comes in, then HTTP/1.1.
///
/// HummingbirdTLS keeps one context for the life of a server; this one asks for the context at each connection, which is
/// what lets certificates change without a request failing.
struct FederationChannel: ServerChildChannel {
    /// A connection with the place where its peer will stand.
    struct Value: ServerChildChannelValue {
        let base: HTTP1Channel.Value
        let slot: PeerSlot
        var channel: any Channel { base.channel }
    }

    let base: HTTP1Channel
    let context: @Sendable () -> NIOSSLContext
    /// Refuses a peer that was called back; the request is not read then.
    let admit: @Sendable (CertifiedPeer) throws -> Void
    /// Whether a certificate must name a force; the authority also serves nodes that have none yet.
    let needsPeer: Bool
    let log: FederationLog

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        let slot = PeerSlot()
        return channel.eventLoop.makeCompletedFuture {
            try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: context()))
            try channel.pipeline.syncOperations.addHandler(
                PeerHandler(slot: slot, admit: admit, needsPeer: needsPeer, log: log)
            )
        }.flatMap {
            base.setup(channel: channel, logger: logger)
        }.map { Value(base: $0, slot: slot) }
    }

    func handle(value: Value, logger: Logger) async {
        await PeerSlot.$current.withValue(value.slot) {
            await base.handle(value: value.base, logger: logger)
        }
    }
}

/// Who is at the other end of a connection, once its handshake has shown it.
final class PeerSlot: Sendable {
    @TaskLocal static var current: PeerSlot?

    private let state = Mutex<CertifiedPeer?>(nil)

    var peer: CertifiedPeer? {
        get { state.withLock { $0 } }
        set { state.withLock { $0 = newValue } }
    }
}

/// Looks at the certificate when the handshake is done, and ends connections that have none in time.
final class PeerHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    /// How long a connection may take to show who it is.
    static let handshakeSeconds: Int64 = 10

    private let slot: PeerSlot
    private let admit: @Sendable (CertifiedPeer) throws -> Void
    private let needsPeer: Bool
    private let log: FederationLog
    private var isDone = false

    init(
        slot: PeerSlot,
        admit: @escaping @Sendable (CertifiedPeer) throws -> Void,
        needsPeer: Bool,
        log: @escaping FederationLog
    ) {
        self.slot = slot
        self.admit = admit
        self.needsPeer = needsPeer
        self.log = log
    }

    func handlerAdded(context: ChannelHandlerContext) {
        let bound = NIOLoopBound((handler: self, context: context), eventLoop: context.eventLoop)
        context.eventLoop.scheduleTask(in: .seconds(Self.handshakeSeconds)) {
            let (handler, context) = bound.value
            guard !handler.isDone else { return }
            handler.refuse(context, nil, "handshake-timeout")
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard case TLSUserEvent.handshakeCompleted = event else { return context.fireUserInboundEventTriggered(event) }
        isDone = true
        var force: ForceCode?
        do {
            let certificate = try context.channel.pipeline.syncOperations.nioSSL_peerCertificate()
            if let certificate {
                let peer = try CertifiedPeer(der: try certificate.toDERBytes())
                force = peer.force
                try admit(peer)
                slot.peer = peer
            } else if needsPeer {
                throw Fault(.certificateMissing, "no certificate was shown")
            }
            context.fireUserInboundEventTriggered(event)
        } catch {
            refuse(context, force, FederationEvent.reason(error))
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard !isDone else { return context.fireErrorCaught(error) }
        refuse(context, nil, Self.reason(of: error))
    }

    func channelInactive(context: ChannelHandlerContext) {
        isDone = true
        context.fireChannelInactive()
    }

    private func refuse(_ context: ChannelHandlerContext, _ force: ForceCode?, _ reason: String) {
        isDone = true
        log(FederationEvent(kind: .handshakeFailed, force: force, reason: reason))
        context.close(promise: nil)
    }

    /// The stable name of a failed handshake, as far as BoringSSL says.
    private static func reason(of error: any Error) -> String {
        let text = "\(error)"
        let known = [
            "PEER_DID_NOT_RETURN_A_CERTIFICATE": Fault.Code.certificateMissing.description,
            "CERTIFICATE_VERIFY_FAILED": Fault.Code.certificateUnusable.description,
        ]
        return known.first { text.contains($0.key) }?.value ?? "handshake"
    }
}
