/**
 * AppSync's parser is older than string descriptions: it refuses `"""…"""` and takes the `#` comment above a type or a field for
 * its description (aws-appsync-community, issues 38 and 55).
 */
import { Kind, TokenKind, visit, type DocumentNode, type StringValueNode } from 'graphql';

/** @throws Error naming what carries a string description */
export function withCommentsAsDescriptions(document: DocumentNode): DocumentNode {
  return visit(document, {
    enter(node) {
      if (!('description' in node)) return undefined;
      if (node.description !== undefined) {
        const name = 'name' in node && node.name?.kind === Kind.NAME ? node.name.value : 'the schema';
        throw new Error(`AppSync takes no string descriptions: write the one of ${name} as a # comment`);
      }
      if (
        !('fields' in node) &&
        node.kind !== Kind.FIELD_DEFINITION &&
        node.kind !== Kind.ENUM_TYPE_DEFINITION
      )
        return undefined;
      const comment = commentAbove(node);
      return comment === '' ? undefined : { ...node, description: stringValue(comment) };
    },
  });
}

/** The lines directly above, without the `#` and one space. */
function commentAbove(node: { readonly loc?: { readonly startToken: CommentToken } | undefined }): string {
  const lines: string[] = [];
  let below = node.loc?.startToken;
  for (let token = below?.prev; token && below; below = token, token = token.prev) {
    const isAlone =
      token.kind === TokenKind.COMMENT && token.line === below.line - 1 && token.prev?.line !== token.line;
    if (!isAlone) break;
    lines.unshift((token.value ?? '').replace(/^ /, ''));
  }
  return lines.join('\n');
}

interface CommentToken {
  readonly kind: string;
  readonly line: number;
  readonly value?: string;
  readonly prev: CommentToken | null;
}

function stringValue(value: string): StringValueNode {
  return { kind: Kind.STRING, value, block: true };
}
