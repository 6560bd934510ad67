"""Paths of sessions, accounts, projects, members and categories."""

from django.urls import path

from annotations.views import activity, media, people, personal, projects, session, tokens

urlpatterns = [
    path("session/", session.SessionView.as_view()),
    path("session/oidc/", session.OidcView.as_view()),
    path("session/oidc/callback/", session.OidcCallbackView.as_view()),
    path("session/oidc/code/", session.OidcCodeView.as_view()),
    path("me/", session.MeView.as_view()),
    path("me/password/", session.PasswordView.as_view()),
    path("me/second-factor/", personal.SecondFactorView.as_view()),
    path("me/second-factor/confirm/", personal.SecondFactorConfirmView.as_view()),
    path("me/second-factor/remove/", personal.SecondFactorRemoveView.as_view()),
    path("me/leave/", personal.LeaveView.as_view()),
    path("me/settings/", session.SettingsView.as_view()),
    path("me/notices/", personal.NoticesView.as_view()),
    path("me/notices/seen/", personal.NoticesSeenView.as_view()),
    path("password-resets/", session.PasswordResetView.as_view()),
    path("invitations/lookup/", session.InvitationLookupView.as_view()),
    path("invitations/accept/", session.InvitationAcceptView.as_view()),
    path("invitations/join/", session.InvitationJoinView.as_view()),
    path("tokens/", tokens.TokenListView.as_view()),
    path("tokens/<uuid:token_id>/", tokens.TokenView.as_view()),
    path("projects/", projects.ProjectListView.as_view()),
    path("projects/<slug:slug>/", projects.ProjectView.as_view()),
    path("projects/<slug:slug>/categories/", projects.CategoryListView.as_view()),
    path("projects/<slug:slug>/categories/<slug:key>/", projects.CategoryView.as_view()),
    path("projects/<slug:slug>/categories/<slug:key>/example.mp4", media.CategoryExampleView.as_view()),
    path("projects/<slug:slug>/raw-tags/", projects.RawTagListView.as_view()),
    path("projects/<slug:slug>/my-progress/", personal.ProgressView.as_view()),
    path("projects/<slug:slug>/activity/", activity.ProjectActivityView.as_view()),
    path("projects/<slug:slug>/activity.csv", activity.ProjectActivityCsvView.as_view()),
    path("projects/<slug:slug>/members/", people.MemberListView.as_view()),
    path("projects/<slug:slug>/members/<int:user_id>/", people.MemberView.as_view()),
    path("projects/<slug:slug>/members/<int:user_id>/reset-link/", people.ResetLinkView.as_view()),
    path("projects/<slug:slug>/invitations/", people.InvitationListView.as_view()),
    path("projects/<slug:slug>/invitations/<uuid:invitation_id>/", people.InvitationView.as_view()),
]
