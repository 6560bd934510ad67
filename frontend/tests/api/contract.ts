/**
 * Checked by the compiler alone: what the server's OpenAPI document says it sends fits what the frontend reads.
 * Words and fixed lengths are compared as strings and lists; missing fields and nulls are what it finds.
 */
import type { ModelDetail, ModelVersion } from '../../src/api/models/models';
import type { SuggestionsBody } from '../../src/api/models/suggestions';
import type { components } from '../../src/api/schema';
import type * as read from '../../src/api/types';

type Sent = components['schemas'];

type Wide<T> = T extends string
  ? string
  : T extends number
    ? number
    : T extends boolean | null | undefined
      ? T
      : T extends readonly (infer Item)[]
        ? readonly Wide<Item>[]
        : { [Key in keyof T]: Wide<T[Key]> };

type Fits<From extends To, To> = From;

export type Contract = [
  Fits<Wide<Sent['AnnotationOut']>, Wide<read.Annotation>>,
  Fits<Wide<Sent['AnnotationListedOut']>, Wide<read.AnnotationListed>>,
  Fits<Wide<Sent['CategoryOut']>, Wide<read.Category>>,
  Fits<Wide<Sent['ClaimOut']>, Wide<read.Claim>>,
  Fits<Wide<Sent['InvitationOut']>, Wide<read.Invitation>>,
  Fits<Wide<Sent['InvitationCreatedOut']>, Wide<read.Invitation>>,
  Fits<Wide<Sent['InvitationLookupOut']>, Wide<read.InvitationLookup>>,
  Fits<Wide<Sent['LeaseOut']>, Wide<read.Lease>>,
  Fits<Wide<Sent['MemberOut']>, Wide<read.Member>>,
  Fits<Wide<Sent['ProfileOut']>, Wide<read.Me>>,
  Fits<Wide<Sent['ProjectOut']>, Wide<read.Project>>,
  Fits<Wide<Sent['RawTagOut']>, Wide<read.RawTag>>,
  Fits<Wide<Sent['ResetLinkOut']>, Wide<read.ResetLink>>,
  Fits<Wide<Sent['TokenOut']>, Wide<read.ApiToken>>,
  Fits<Wide<Sent['TokenCreatedOut']>, Wide<read.ApiTokenCreated>>,
  Fits<Wide<Sent['VideoAtWorkOut']>, Wide<read.Video>>,
  Fits<Wide<Sent['ModelOut']>, Wide<ModelVersion>>,
  Fits<Wide<Sent['ModelDetailOut']>, Wide<ModelDetail>>,
  Fits<Wide<Sent['ShownSuggestionsOut']>, Wide<SuggestionsBody>>,
];
