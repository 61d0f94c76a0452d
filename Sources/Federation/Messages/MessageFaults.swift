import Vocabulary

extension Fault.Code {
    /// A message between forces that is not in the agreed form.
    package static let messageMalformed = Self("federation.message_malformed", status: 400)
    /// A message between forces, or a part of it, over its size.
    package static let messageTooLarge = Self("federation.message_too_large", status: 413)
    /// A message whose signature is missing, of an unknown key, or not over what was received.
    package static let messageUnproved = Self("federation.message_unproved", status: 401)
    /// A message signed too long ago, or in the future: late, held back, or by a wrong clock.
    package static let messageUntimely = Self("federation.message_untimely", status: 401)
    /// A message that was received before.
    package static let messageReplayed = Self("federation.message_replayed", status: 409)
    /// More messages of one key are remembered than there is room for; the next is refused rather than one forgotten.
    package static let messageMemoryFull = Self("federation.message_memory_full", status: 503)
    /// Two nodes that speak no version in common.
    package static let noCommonVersion = Self("federation.no_common_version", status: 400)
}
