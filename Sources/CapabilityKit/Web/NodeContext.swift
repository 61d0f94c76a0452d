import Hummingbird
import NIOCore
import Vocabulary

/// What travels with one web request through the node: who is asking and why, once the sign-in knows.
package struct NodeContext: RequestContext {
    package var coreContext: CoreRequestContextStorage
    /// The officer and the purpose of the session; `nil` until both are known.
    package var requester: Requester?
    /// The session's token for forms, so that no other site can post in the officer's name.
    package var formToken: String?
    /// What the officer chose earlier in this session, by the choice's name.
    package var choices: [String: String] = [:]
    /// The number of the question in the address, where its words stand in the session.
    package var asked: String?
    /// Whether the session still runs, of the same officer for the same purpose.
    package var isStill: @Sendable () async -> Bool = { true }
    /// Keeps a choice for the rest of the session.
    package var choose: @Sendable (_ name: String, _ value: String) async -> Void = { _, _ in }

    /// Keeps a form that must wait until the officer has proved again who they are; `nil` lets go of it.
    package var hold: @Sendable (_ form: HeldForm?) async -> Void = { _ in }
    /// Makes an emergency or a change of purpose hold for the rest of the session.
    package var adopt: @Sendable (_ authority: Authority) async -> Void = { _ in }
    /// Emergencies that must be seen on every page.
    package var alarms: [AuthorityGrant] = []
    /// What waits for the officer, by the short name of the room that shows it.
    package var waiting: [String: Int] = [:]

    /// Where the request comes from, to bound how fast somebody who is not signed in may ask.
    package var remoteAddress: String

    /// Made by the server for each request.
    package init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        remoteAddress = source.channel.remoteAddress?.ipAddress ?? "unknown"
    }

    /// The largest form a page may post, in bytes.
    package var maxUploadSize: Int { 64 * 1024 }
}
