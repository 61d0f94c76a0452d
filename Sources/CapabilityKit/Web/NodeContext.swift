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
